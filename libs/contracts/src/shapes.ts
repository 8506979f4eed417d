import * as z from 'zod';
import type { JsonValue } from './cloud-event.ts';

/** Shapes that several events share. All objects are open: a field added later must not break a consumer that validates. */

export const instant = z.iso.datetime({ offset: true });
export const json: z.ZodType<JsonValue> = z.json() as unknown as z.ZodType<JsonValue>;
export const jsonRecord = z.record(z.string(), json);

/** Points of a score, in whole hundredths: 12.34. */
export const points = z.number();

export const asset = z.looseObject({
  id: z.string(),
  type: z.string().optional(),
  title: z.string().optional(),
  url: z.string().optional(),
});
export type Asset = z.infer<typeof asset>;

/** Where a visit came from, as utm parameters name it. */
export const campaign = z.looseObject({
  source: z.string().optional(),
  medium: z.string().optional(),
  name: z.string().optional(),
  term: z.string().optional(),
  content: z.string().optional(),
});
export type Campaign = z.infer<typeof campaign>;

/** One statement about what a person allows: the newest explicit one per channel and purpose counts. */
export const consentStatement = z.looseObject({
  channel: z.enum(['email', 'phone', 'post', 'any']),
  purpose: z.enum(['marketing', 'sales', 'profiling']),
  granted: z.boolean(),
  at: instant.optional(),
  source: z.string().optional(),
  text: z.string().optional(),
});
export type ConsentStatement = z.infer<typeof consentStatement>;

export const priority = z.enum(['P0', 'P1', 'P2', 'P3']);
export type Priority = z.infer<typeof priority>;

/**
 * On which rung of the agreement's ladder something was decided, and whether it is to be acted on; where it is not, it only says
 * what would be done. Left out by programs of before the ladder: then it is.
 */
export const onRung = {
  rung: z.enum(['watch', 'advise', 'assign', 'enforce']).optional(),
  act: z.boolean().optional(),
};

/** What every statement taken from intake carries, so that each stage can count it once and say where it came from. */
export const stated = {
  eventId: z.string(),
  source: z.string(),
  occurredAt: instant,
  receivedAt: instant,
};

/** A statement of the sales side; the ids are there only if the sender knew them. */
export const salesStatement = {
  ...stated,
  by: z.string().optional(),
  cycleId: z.string().optional(),
  assignmentId: z.string().optional(),
};

export const ledgerEntry = z.looseObject({
  rule: z.string(),
  label: z.string(),
  eventId: z.string().nullable(),
  occurredAt: instant.nullable(),
  basePoints: points,
  points,
  withheldByCap: points,
  count: z.int(),
});
export type LedgerEntry = z.infer<typeof ledgerEntry>;

export const criterion = z.looseObject({ id: z.string(), label: z.string(), met: z.enum(['yes', 'no', 'unknown']) });
export type Criterion = z.infer<typeof criterion>;

export const contentEngaged = z.looseObject({
  assetId: z.string(),
  title: z.string().optional(),
  type: z.string().optional(),
  topic: z.string().optional(),
  pain: z.string().optional(),
  stage: z.string().optional(),
  occurredAt: instant,
  dwellSeconds: z.number().optional(),
});
export type ContentEngaged = z.infer<typeof contentEngaged>;

/** What the prospect said, never what we guess. */
export const statedNeeds = z.looseObject({
  need: z.string().optional(),
  currentSupplier: z.string().optional(),
  supplierProblem: z.string().optional(),
  contractEnd: z.string().optional(),
  quote: z.string().optional(),
});
export type StatedNeeds = z.infer<typeof statedNeeds>;

/** A person of an account, and when it last showed interest. */
export const engagedPerson = z.looseObject({
  leadId: z.string(),
  /** The persona's label. */
  persona: z.string().nullable(),
  engagedAt: instant,
});
export type EngagedPerson = z.infer<typeof engagedPerson>;

/** The company behind a lead. */
export const accountPicture = z.looseObject({
  domain: z.string(),
  /** Its score as it was `scoredAt`: a hand-off tells what its lead had heard of its company by then. */
  score: points,
  scoredAt: instant,
  /** How many people of it engaged within the window that the agreement's rules look at, the lead included. */
  people: z.int(),
  withinDays: z.number(),
  /** Labels of the distinct personas among them. */
  personas: z.array(z.string()),
  /** Those of them who are not the lead, the newest first; of a busy company the first ten. */
  colleagues: z.array(engagedPerson),
});
export type AccountPicture = z.infer<typeof accountPicture>;

/** What was done to a person against the interest they showed, over the last so many days. */
export const contactPressure = z.looseObject({
  windowDays: z.int(),
  /** Calls, e-mails and meetings of sales. */
  touches: z.int(),
  /** Mails that marketing delivered. */
  mails: z.int(),
  engagements: z.int(),
  level: z.enum(['none', 'light', 'balanced', 'heavy']),
  words: z.string(),
});
export type ContactPressure = z.infer<typeof contactPressure>;

export const person = z.looseObject({ id: z.string(), name: z.string(), email: z.string().optional() });
export type Person = z.infer<typeof person>;
