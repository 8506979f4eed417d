import type { Clock } from './clock.ts';
import { isBreached } from './clock.ts';

export type ClockState = 'running' | 'overdue' | 'met in time' | 'met late' | 'closed';

export function clockState(clock: Clock, nowMs: number): ClockState {
  const { stop, dueAtMs } = clock;
  if (stop === null) return isBreached(clock) || nowMs > dueAtMs ? 'overdue' : 'running';
  if (stop.how === 'closed') return 'closed';
  return stop.atMs <= dueAtMs ? 'met in time' : 'met late';
}

const OWED = { 'first-touch': 'The first touch', answer: 'The answer' } as const;
const DONE = { call: 'a call', email: 'an e-mail', meeting: 'a meeting', answer: 'the answer' } as const;
const CLOSED = {
  deal: 'a deal came of it',
  answer: 'the hand-off was answered',
  're-routed': 'somebody else has the lead',
  'new cycle': 'a new cycle began',
  'placed anew': 'the lead was placed anew',
} as const;

/** As a colleague would say how it stands with a promise; `measured`: with one that only would be. Times are of the zone given. */
export function clockInWords(clock: Clock, nowMs: number, timeZone: string, measured = false): string {
  const words = standing(clock, nowMs, timeZone);
  return measured ? `Only measured: ${words.charAt(0).toLowerCase()}${words.slice(1)}` : words;
}

function standing(clock: Clock, nowMs: number, timeZone: string): string {
  const owed = OWED[clock.kind];
  const due = inZone(clock.dueAtMs, timeZone);
  const withdrawn = clock.withdrawnAtMs === null ? '' : '; the breach was announced and taken back';
  const escalated = clock.escalated.length === 0 ? '' : `, escalated: ${clock.escalated.join(', ')}`;
  const { stop } = clock;
  switch (clockState(clock, nowMs)) {
    case 'running':
      return `${owed} is owed within ${promised(clock.targetMinutes)}: by ${due}`;
    case 'overdue':
      return `${owed} was owed by ${due} and is missing${escalated}`;
    case 'met in time':
      return `${owed} was in time: ${doneBy(clock)} on ${inZone(stop?.atMs ?? nowMs, timeZone)}, due ${due}${withdrawn}`;
    case 'met late':
      return `${owed} was late: ${doneBy(clock)} on ${inZone(stop?.atMs ?? nowMs, timeZone)}, due ${due}${escalated}`;
    case 'closed':
      return `${owed} is owed no longer: ${closedBy(clock)}${withdrawn}`;
  }
}

function promised(minutes: number): string {
  if (minutes < 60 || minutes % 60 !== 0) return `${minutes} business minutes`;
  return minutes === 60 ? 'one business hour' : `${minutes / 60} business hours`;
}

function doneBy({ stop }: Clock): string {
  return (DONE as Readonly<Record<string, string>>)[stop?.because ?? ''] ?? 'it was done';
}

function closedBy({ stop }: Clock): string {
  return (CLOSED as Readonly<Record<string, string>>)[stop?.because ?? ''] ?? 'it was closed';
}

/** `2026-03-27 10:15 Europe/Berlin`. */
export function inZone(atMs: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
    formats.set(timeZone, format);
  }
  return `${format.format(atMs)} ${timeZone}`;
}

/** By zone, of which there are some hundred. To make one takes much longer than to use it. */
const formats = new Map<string, Intl.DateTimeFormat>();
