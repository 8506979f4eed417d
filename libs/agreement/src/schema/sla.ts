import { z } from 'zod';
import { businessMinutes, identifier, label, part, share } from './identifier.ts';

const perPriority = z
  .strictObject({
    firstTouchMinutes: businessMinutes.describe('Business minutes to the first genuine touch.'),
    answerMinutes: businessMinutes.describe('Business minutes to an answer: accepted, rejected or given back.'),
    plan: identifier.describe('Id of the attempt plan.'),
    reminders: z
      .array(z.number().positive().lt(1))
      .default([0.5, 0.8])
      .describe('When the owner is reminded, as shares of the first-touch time: 0.5 is half-way.'),
    escalateAt: share.default(1).describe('When the manager is told, as a share of the first-touch time.'),
    rerouteAt: z
      .number()
      .min(1)
      .max(100)
      .nullable()
      .default(null)
      .describe('When an untouched lead goes to somebody else, as a share of the first-touch time; null: never.'),
  })
  .describe('What sales owes a lead of this priority.');

const attempt = z.strictObject({
  day: z.number().int().min(0).max(365).describe('Business day since the assignment, from 0.'),
  afterMinutes: z.number().min(0).max(100_000).default(0).describe("Business minutes after the day's first attempt."),
  material: label.optional().describe('What to bring along: a template, a talk track, a piece of content.'),
});

export type Attempt = z.output<typeof attempt>;

const plan = z.strictObject({
  id: identifier,
  label,
  calls: z.array(attempt).default([]).describe('Calls, each with its day.'),
  mails: z.array(attempt).default([]).describe('Individual mails, each with its day.'),
  maxVoicemails: z.number().int().min(0).max(100).default(2).describe('How many voicemails at most.'),
  stopOn: z
    .array(z.enum(['reply', 'optOut', 'bounce', 'meeting']))
    .default(['reply', 'optOut', 'bounce'])
    .describe('What ends the plan before it is done. Giving up before either is not allowed.'),
});

export const sla = z
  .strictObject({
    priorities: z
      .strictObject({ P0: perPriority, P1: perPriority, P2: perPriority, P3: perPriority })
      .describe('What sales owes, by priority.'),
    plans: z.array(plan).min(1).describe('Attempt plans: who is called and written to when, before anybody gives up.'),
    callsNeedConsent: z.boolean().default(true).describe('True: without consent to phone a call becomes a mail.'),
    marketing: z
      .strictObject({
        volume: z
          .strictObject({
            min: share.describe('At least this share of the capacity.'),
            max: share.describe('At most this share of the capacity.'),
          })
          .refine(({ min, max }) => min <= max, 'the least must not lie above the most')
          .describe("Qualified leads per period, as shares of the pools' capacity."),
        acceptance: z
          .strictObject({
            target: part.describe('Share of the hand-offs that sales accepts.'),
            fromSecondQuarter: part.describe('The same, from the second quarter on.'),
          })
          .refine(
            ({ target, fromSecondQuarter }) => target <= fromSecondQuarter,
            'the acceptance from the second quarter on must not lie below that of the first',
          )
          .describe('How many of the hand-offs sales accepts.'),
        completeness: part.describe('Share of the required fields that are filled at hand-off.'),
        dataFixMinutes: businessMinutes.describe('Business minutes in which wrong data is put right.'),
        contentRequestMinutes: businessMinutes.describe('Business minutes in which a request for content is answered.'),
      })
      .describe('What marketing owes.'),
  })
  .describe('What each side owes the other. Minutes are business minutes of the calendar.');
