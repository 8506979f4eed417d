import { z } from 'zod';
import { conditionThat } from './condition.ts';
import { eventTypes } from './engagement.ts';
import { days, identifier, label } from './identifier.ts';

export const buyerStage = z.enum(['aware', 'considering', 'deciding']);
export type BuyerStage = z.output<typeof buyerStage>;

export const intent = z
  .strictObject({
    signals: z
      .array(
        z.strictObject({
          id: identifier,
          label: label.describe('What the person did, in the past tense: "asked for a demo".'),
          event: eventTypes,
          when: conditionThat('What the event must fulfil.').optional(),
          withinDays: days.default(30).describe('For how many days the signal speaks.'),
          stage: buyerStage.default('deciding').describe('The stage of buying that it shows.'),
        }),
      )
      .describe('What means "wants to buy".'),
    handRaisers: z
      .array(identifier)
      .default([])
      .describe('Ids of signals by which a person asks for us: they skip score and cool-off, never exclusions.'),
    justResearching: z
      .strictObject({
        event: eventTypes,
        when: conditionThat('What the event must fulfil to say so.'),
        barsCallsForDays: days.default(30).describe('For how many days nobody calls.'),
      })
      .optional()
      .describe('"Just researching" on a form: no calls for a while, unless a hand is raised.'),
    stageWindowDays: days.default(90).describe("How many days back the content engaged with tells the buyer's stage."),
  })
  .describe('What shows that somebody wants to buy.');
