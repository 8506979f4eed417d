import { z } from 'zod';
import { conditionThat } from './condition.ts';
import { days, identifier, label, points, positivePoints } from './identifier.ts';

const eventType = z.string().min(1).max(100);

export const eventTypes = z
  .union([eventType, z.array(eventType).min(1)])
  .describe('A type of event such as pricing_viewed, or a list of them.');

export const decay = z
  .union([
    z.strictObject({ halfLifeDays: days.describe('After so many days half of the points is left.') }),
    z.strictObject({
      linear: z
        .strictObject({
          percent: z.number().positive().max(100).describe('Share of the original points that is taken off, in %.'),
          everyDays: days.describe('At every full period of so many days.'),
        })
        .describe('Takes a share of the original points off, in steps.'),
    }),
  ])
  .describe('How points fade: by a half-life, or by a share at every full period.');

export type Decay = z.output<typeof decay>;

const occurrences = z.strictObject({
  max: z.number().int().min(1).max(100).describe('How many count.'),
  per: z
    .enum(['day', 'week', 'month', 'ever'])
    .describe("In a calendar day, week (from Monday) or month of the agreement's time zone, or ever."),
});

export type OccurrenceCap = z.output<typeof occurrences>;

const occurrenceCaps = z
  .union([
    occurrences,
    z
      .array(occurrences)
      .min(1)
      .refine((caps) => new Set(caps.map(({ per }) => per)).size === caps.length, 'a period is capped once')
      .refine(
        (caps) => !(caps.some(({ per }) => per === 'week') && caps.some(({ per }) => per === 'month')),
        'week and month cross each other: cap one of them',
      ),
  ])
  .describe(
    "How many count, the latest first. Several hold together: once a day and twice a week. Left out: as many a day as fill the group's cap.",
  );

const engagementRule = z.strictObject({
  id: identifier,
  label,
  event: eventTypes,
  when: conditionThat(
    'What the event must fulfil: properties.…, asset.type, asset.id, campaign.source and so on.',
  ).optional(),
  points: points
    .refine((value) => value !== 0, 'a rule of 0 points says nothing: leave it out')
    .describe('Points of one event before they fade; negative ones take away.'),
  occurrences: occurrenceCaps.optional(),
  perAsset: z.literal('once').optional().describe('once: the same asset counts once, at its latest time.'),
  within: z
    .strictObject({
      times: z.number().int().min(2).max(100).describe('How many times, this one included.'),
      days: days.describe('Within how many days.'),
    })
    .optional()
    .describe('An event counts only as the n-th of its kind within so many days.'),
  decay: decay.optional().describe("How the points fade. Left out: as the group's."),
});

export const engagement = z
  .strictObject({
    cap: positivePoints.default(50).describe('The most that engagement can be, in points.'),
    groups: z
      .array(
        z.strictObject({
          id: identifier,
          label,
          cap: positivePoints.describe('The most that the whole group gives, or takes away, in points.'),
          decay: decay.optional().describe('How the points of its rules fade, where a rule does not say so itself.'),
          rules: z
            .array(engagementRule)
            .min(1)
            .describe('What is worth how many points. Every rule that holds counts.'),
        }),
      )
      .describe('Rules with a cap in common.'),
    thresholds: z
      .strictObject({
        '1': points.describe('Engagement points from which the digit is 1, the best.'),
        '2': points.describe('Engagement points from which it is 2.'),
        '3': points.describe('Engagement points from which it is 3; below, it is 4.'),
      })
      .refine(
        (at) => at['1'] > at['2'] && at['2'] > at['3'] && at['3'] > 0,
        '1 must lie above 2, 2 above 3, and 3 above 0',
      )
      .describe('From how many points each digit holds.'),
    hysteresis: points
      .refine((value) => value >= 0, 'must not be below 0')
      .default(2)
      .describe('How far below its threshold a digit is kept, in points, against flicker.'),
  })
  .meta({ id: 'Engagement', description: 'What they do: points from behaviour, which fade.' });
