import fc from 'fast-check';
import { compileAgreement } from '../../compile/compile-agreement.ts';
import { defaultAgreement } from '../../document/default-agreement.ts';
import { agreementDocument } from '../../schema/agreement-document.ts';
import { DAY_MS } from '../decay.ts';
import type { ScorableEvent } from '../scorable-event.ts';

/** Midnight in Berlin at the start of 2027, which is not midnight in UTC. */
export const START = Date.parse('2026-12-31T23:00:00Z');
export const SPAN_DAYS = 60;
export const NOW = START + SPAN_DAYS * DAY_MS;

const exponential = { halfLifeDays: 7 };
const linear = { linear: { percent: 20, everyDays: 5 } };

/** An agreement whose rules use every kind of cap, both decays, negatives, and two models. */
export const lawful = compileAgreement(
  agreementDocument.parse({
    ...defaultAgreement,
    goodLead: [{ id: 'hand', label: 'Raised a hand', rules: ['hand'] }],
    engagement: {
      cap: 50,
      thresholds: { '1': 25, '2': 12, '3': 5 },
      hysteresis: 2,
      groups: [
        {
          id: 'g1',
          label: 'Capped by calendar',
          cap: 20,
          decay: exponential,
          rules: [
            { id: 'daily', label: 'Daily', event: 'daily', points: 3, occurrences: { max: 2, per: 'day' } },
            { id: 'weekly', label: 'Weekly', event: 'weekly', points: 4.25, occurrences: { max: 2, per: 'week' } },
            {
              id: 'monthly',
              label: 'Monthly',
              event: 'monthly',
              points: 5,
              occurrences: { max: 1, per: 'month' },
              decay: linear,
            },
            { id: 'ever', label: 'Ever', event: 'ever', points: 7, occurrences: { max: 2, per: 'ever' } },
          ],
        },
        {
          id: 'g2',
          label: 'Nested caps and assets',
          cap: 18,
          decay: linear,
          rules: [
            {
              id: 'nested',
              label: 'Nested',
              event: 'nested',
              points: 6,
              occurrences: [
                { max: 1, per: 'day' },
                { max: 2, per: 'week' },
              ],
            },
            {
              id: 'asset',
              label: 'Asset',
              event: 'asset',
              points: 4,
              perAsset: 'once',
              occurrences: { max: 2, per: 'week' },
              decay: exponential,
            },
            { id: 'freeAsset', label: 'Free asset', event: 'freeAsset', points: 2, perAsset: 'once' },
          ],
        },
        {
          id: 'g3',
          label: 'Repetition and negatives',
          cap: 15,
          decay: exponential,
          rules: [
            {
              id: 'twice',
              label: 'Twice',
              event: ['daily', 'twice'],
              points: 5,
              within: { times: 2, days: 3 },
              occurrences: { max: 2, per: 'week' },
            },
            { id: 'free', label: 'Free', event: 'free', points: 1.5 },
            { id: 'negative', label: 'Negative', event: 'negative', points: -5 },
          ],
        },
      ],
    },
    models: [
      {
        id: 'second',
        label: 'Second',
        fit: defaultAgreement.fit,
        engagement: {
          cap: 10,
          thresholds: { '1': 8, '2': 5, '3': 2 },
          groups: [
            {
              id: 'only',
              label: 'Only',
              cap: 30,
              decay: linear,
              rules: [
                { id: 'daily', label: 'Daily', event: 'daily', points: 6 },
                {
                  id: 'negative',
                  label: 'Negative',
                  event: 'negative',
                  points: -9,
                  occurrences: { max: 3, per: 'month' },
                },
              ],
            },
          ],
        },
      },
    ],
    intent: {
      signals: [
        { id: 'hand', label: 'raised a hand', event: 'ever' },
        { id: 'prices', label: 'saw prices', event: 'nested', stage: 'considering' },
      ],
      handRaisers: ['hand'],
      justResearching: { event: 'free', when: { field: 'properties.research', op: 'eq', value: true } },
    },
    qualification: { rules: [{ id: 'hand', label: 'Hand', when: { handRaised: true }, outcome: 'P0' }] },
  }),
  { version: 7, timeZone: 'Europe/Berlin' },
);

export const POSITIVE_TYPES = [
  'daily',
  'weekly',
  'monthly',
  'ever',
  'nested',
  'asset',
  'freeAsset',
  'twice',
  'free',
] as const;

/** Few instants on bucket edges, so that equal times, full buckets and exact windows are common. */
const instant = fc
  .tuple(fc.integer({ min: 0, max: SPAN_DAYS - 1 }), fc.constantFrom(0, 0, 1, DAY_MS / 2, DAY_MS - 1))
  .map(([day, offset]) => START + day * DAY_MS + offset);

const crowded = fc
  .tuple(fc.integer({ min: SPAN_DAYS - 8, max: SPAN_DAYS - 1 }), fc.constantFrom(0, 1, DAY_MS - 1))
  .map(([day, offset]) => START + day * DAY_MS + offset);

/** Of late, so that little has decayed. */
export const lastDays = fc
  .tuple(fc.integer({ min: SPAN_DAYS - 3, max: SPAN_DAYS - 1 }), fc.constantFrom(0, 1, DAY_MS / 2, DAY_MS - 1))
  .map(([day, offset]) => START + day * DAY_MS + offset);

export function anEvent(
  types: readonly string[] = [...POSITIVE_TYPES, 'negative', 'unheard-of'],
  happened: fc.Arbitrary<number> = fc.oneof(instant, crowded),
): fc.Arbitrary<ScorableEvent> {
  return fc
    .record({
      id: fc.uuid(),
      type: fc.constantFrom(...types),
      occurredAt: happened,
      asset: fc.option(
        fc.record({ id: fc.constantFrom('a', 'b', 'c', '__proto__'), stage: fc.constantFrom('aware', 'deciding') }),
        {
          nil: undefined,
        },
      ),
      research: fc.boolean(),
      // Received later, as is usual, or earlier: by a clock that was ahead.
      lateMs: fc.constantFrom(0, 0, 3_600_000, -3_600_000, -2 * DAY_MS),
      machine: fc.nat({ max: 9 }).map((n) => n === 0),
    })
    .map(({ asset, research, lateMs, machine, ...event }) => ({
      ...event,
      receivedAt: event.occurredAt + lateMs,
      properties: { research },
      ...(machine ? { machine } : {}),
      ...(asset === undefined ? {} : { asset }),
    }));
}

/** When it counts as having happened, epoch ms: no later than it was received. */
export const instantOf = ({ occurredAt, receivedAt }: ScorableEvent): number => Math.min(occurredAt, receivedAt);

export const someEvents = fc.array(anEvent(), { maxLength: 60, size: 'max' });

/** Of somebody who did so much of late that every cap is reached. */
export const busyEvents = fc.array(anEvent(POSITIVE_TYPES, lastDays), { minLength: 40, maxLength: 60, size: 'max' });
