import * as z from 'zod';

/** A dead letter as the API lists it, as far as it is read here. */
export const letterItem = z.looseObject({
  service: z.string(),
  id: z.string(),
  status: z.string(),
  reason: z.string(),
  detail: z.string(),
  reactor: z.string(),
  lane: z.number(),
  topic: z.string(),
  partition: z.number(),
  offset: z.number(),
  eventId: z.string().nullable(),
  eventType: z.string().nullable(),
  at: z.string(),
  triedAt: z.string(),
  attempts: z.number(),
  replayable: z.boolean(),
});
export type LetterItem = z.output<typeof letterItem>;

const replay = z.looseObject({
  attempt: z.number(),
  requestedAt: z.string(),
  requestedBy: z.string(),
  decidedAt: z.string().nullable(),
  outcome: z.enum(['applied', 'divided', 'failed']).nullable(),
  detail: z.string().nullable(),
});

export const letterDetails = letterItem.extend({
  payload: z.string(),
  stack: z.string().nullable(),
  replays: z.array(replay),
});
export type LetterDetails = z.output<typeof letterDetails>;

export const unreachable = z.array(z.looseObject({ service: z.string(), because: z.string() })).default([]);

export const letterPage = z.looseObject({
  items: z.array(letterItem),
  nextCursor: z.string().nullable(),
  unreachable,
});

/** By what people call a letter: what `list` shows and the other commands take. */
export const nameOf = ({ service, id }: Pick<LetterItem, 'service' | 'id'>): string => `${service}/${id}`;

/** Which event, timer or record it was, in a word. */
export function whatOf({ eventType, topic, reactor }: LetterItem): string {
  if (eventType !== null) return eventType.replace(/^smarketing\.|\.v\d+$/g, '');
  if (topic === 'adoption') return 'a lead under another agreement';
  return topic === 'timer' ? `the timer ${reactor}` : `a record of ${topic.replace(/^smarketing\.|\.v\d+$/g, '')}`;
}

export const minute = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;

export const shortened = (text: string, chars: number): string =>
  text.length > chars ? `${text.slice(0, chars - 1)}…` : text;
