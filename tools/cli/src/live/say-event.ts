import * as z from 'zod';

/** An event as the installation tells it while it happens: CloudEvents, with a time. */
export const liveEvent = z.looseObject({
  type: z.string(),
  time: z.string().optional(),
  subject: z.string().optional(),
  data: z.looseObject({}).optional(),
});
export type LiveEvent = z.output<typeof liveEvent>;

type Data = Readonly<Record<string, unknown>>;

/** What of an event's data is worth a line, by its name. */
const WORDS: Readonly<Record<string, (data: Data) => string>> = {
  'lead.scored': (data) => `${text(data, 'grade')}, ${text(data, 'score')} points: ${text(data, 'reason')}`,
  'lead.qualified': (data) => `${text(data, 'priority')}: ${text(data, 'reason')}`,
  'lead.routed': (data) => `to ${name(data, 'rep')} (${text(data, 'priority')}): ${text(data, 'reason')}`,
  'lead.rerouted': (data) => `from ${name(data, 'previousRep')} to ${name(data, 'rep')}: ${text(data, 'cause')}`,
  'lead.held': (data) => text(data, 'reason'),
  'lead.unroutable': (data) => text(data, 'reason'),
  'clock.started': (data) => `${text(data, 'kind')}, due ${text(data, 'dueAt')}`,
  'clock.met': (data) => `${text(data, 'kind')} by ${text(data, 'by')}`,
  'sla.breached': (data) => `${text(data, 'kind')}, was due ${text(data, 'dueAt')}`,
  'sla.escalated': (data) => `${text(data, 'kind')} to ${text(data, 'level')}`,
  'attempt.due': (data) => `${text(data, 'kind')} ${text(data, 'step')} of ${text(data, 'plan')}`,
  'answer.accepted': (data) => `${text(data, 'answer')} ${text(data, 'reason')}`,
  'answer.refused': (data) => text(data, 'because'),
  'lead.enrolled': (data) => `${text(data, 'track')}: ${text(data, 'reason')}`,
  'lead.recycled': (data) => `${text(data, 'track')}: ${text(data, 'reason')}`,
  'touch.logged': (data) => `${text(data, 'kind')} ${text(data, 'disposition')}`,
};

/** One line: `09:41:07 lead.routed  0193…  to Rosa Lindqvist (P0): …` */
export function sayEvent({ type, time, subject = '', data = {} }: LiveEvent): string {
  const short = type.replace(/^smarketing\./, '').replace(/\.v\d+$/, '');
  const clock = time === undefined ? '' : time.slice(11, 19);
  const told = WORDS[short]?.(data).replace(/\s+/g, ' ').trim() ?? '';
  return `${clock} ${short.padEnd(18)} ${subject} ${told}`.trimEnd();
}

function text(data: Data, field: string): string {
  const value = data[field];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function name(data: Data, field: string): string {
  const value = data[field];
  return typeof value === 'object' && value !== null && 'name' in value ? String(value.name) : '';
}
