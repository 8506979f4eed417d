import { z } from 'zod';
import { condition } from './condition.ts';
import { eventTypes } from './engagement.ts';
import { days, identifier, label } from './identifier.ts';

export const buyerStage = z.enum(['aware', 'considering', 'deciding']);
export type BuyerStage = z.output<typeof buyerStage>;

export const intent = z.strictObject({
  signals: z.array(
    z.strictObject({
      id: identifier,
      label,
      event: eventTypes,
      when: condition.optional(),
      /** For how long the signal speaks. */
      withinDays: days.default(30),
      /** The buyer stage that it shows. */
      stage: buyerStage.default('deciding'),
    }),
  ),
  /** Signals that skip score and cool-off (never exclusions). */
  handRaisers: z.array(identifier).default([]),
  /** "Just researching" on a form: no calls for a while, unless a hand is raised. */
  justResearching: z
    .strictObject({ event: eventTypes, when: condition, barsCallsForDays: days.default(30) })
    .optional(),
  /** How far back the content engaged with tells the buyer's stage. */
  stageWindowDays: days.default(90),
});
