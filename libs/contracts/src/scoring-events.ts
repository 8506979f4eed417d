import * as z from 'zod';
import { defineEvent } from './event-definition.ts';
import {
  accountPicture,
  campaign,
  contactPressure,
  contentEngaged,
  criterion,
  instant,
  jsonRecord,
  ledgerEntry,
  points,
  priority,
  statedNeeds,
} from './shapes.ts';

const standing = {
  model: z.string(),
  at: instant,
  score: points,
  fit: points,
  engagement: points,
  /** A1 … D4, or X. */
  grade: z.string(),
  /** Fewer than the agreed number of fit dimensions are known. */
  provisional: z.boolean(),
};

/** What becomes of the lead under the agreement as it stands: `reason` says why, in words. */
const outcome = z.enum(['qualified', 'nurture', 'held', 'excluded', 'none']);

/** The grade or the outcome changed. */
export const leadScored = defineEvent(
  'lead.scored',
  'smarketing.score.v1',
  z.looseObject({ ...standing, previousGrade: z.string().nullable(), outcome, reason: z.string(), stage: z.string() }),
);

/** Everything the next services need to know of why; routing makes the packet of it without asking anyone. */
export const dossier = z.looseObject({
  entries: z.array(ledgerEntry),
  criteria: z.array(criterion),
  content: z.array(contentEngaged),
  /** Labels of the intent signals, newest first, each with its instant. */
  intent: z.array(z.looseObject({ signal: z.string(), label: z.string(), occurredAt: instant })),
  stage: z.string(),
  statedNeeds,
  missingFields: z.array(z.string()),
  profile: jsonRecord,
  campaign: campaign.optional(),
  firstSource: z.string().optional(),
  /** Null where no company is known, or nobody of it has been heard of yet. */
  account: accountPicture.nullable().optional(),
  pressure: contactPressure.optional(),
});
export type Dossier = z.infer<typeof dossier>;

/** The lead met the definition: a new cycle, one attempt to sell, begins. */
export const leadQualified = defineEvent(
  'lead.qualified',
  'smarketing.score.v1',
  z.looseObject({
    ...standing,
    cycleId: z.string(),
    /** Counts the lead's cycles from 1. */
    cycleNumber: z.int(),
    origin: z.enum(['marketing', 'sales']),
    priority,
    rule: z.string(),
    reason: z.string(),
    /** True where nothing new happened, and a change of the rules alone brought the lead here. */
    byRuleChange: z.boolean().optional(),
    dossier,
  }),
);

/** The grade fell by time or by negative signals: sales is not called off, but news is owed to the owner. */
export const leadCooled = defineEvent(
  'lead.cooled',
  'smarketing.score.v1',
  z.looseObject({ ...standing, previousGrade: z.string() }),
);
