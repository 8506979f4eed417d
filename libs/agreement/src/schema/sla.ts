import { z } from 'zod';
import { identifier, label, share } from './identifier.ts';

const perPriority = z.strictObject({
  /** Business minutes; fractions are allowed. */
  firstTouchMinutes: z.number().positive(),
  answerMinutes: z.number().positive(),
  plan: identifier,
  /** Fractions of the first-touch time. */
  reminders: z.array(z.number().positive().lt(1)).default([0.5, 0.8]),
  escalateAt: share.default(1),
  /** Fraction at which an untouched lead goes to somebody else; null: never. */
  rerouteAt: z.number().min(1).max(100).nullable().default(null),
});

const attempt = z.strictObject({
  day: z.number().min(0).max(365),
  /** Business minutes after the day's first attempt. */
  afterMinutes: z.number().min(0).default(0),
});

const plan = z.strictObject({
  id: identifier,
  label,
  calls: z.array(attempt).default([]),
  mails: z.array(attempt).default([]),
  maxVoicemails: z.number().int().min(0).default(2),
  stopOn: z.array(z.enum(['reply', 'optOut', 'bounce', 'meeting'])).default(['reply', 'optOut', 'bounce']),
});

export const sla = z.strictObject({
  priorities: z.strictObject({ P0: perPriority, P1: perPriority, P2: perPriority, P3: perPriority }),
  plans: z.array(plan).min(1),
  /** Without consent to phone a call becomes a mail. */
  callsNeedConsent: z.boolean().default(true),
  marketing: z.strictObject({
    /** Qualified leads per period, as shares of the pools' capacity. */
    volume: z.strictObject({ min: share, max: share }),
    acceptance: z.strictObject({ target: share, fromSecondQuarter: share }),
    /** Required fields that are filled at hand-off. */
    completeness: share,
    /** Business minutes. */
    dataFixMinutes: z.number().positive(),
    contentRequestMinutes: z.number().positive(),
  }),
});
