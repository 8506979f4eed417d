import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cloudEventSchema, isCloudEvent } from './cloud-event.ts';

const AT = '2026-03-02T10:00:00.000Z';
const EVENT = {
  ...{ specversion: '1.0', id: 'e-1', source: 'smarketing/ingestion', type: 'smarketing.engagement.recorded.v1' },
  ...{ subject: 'lead-1', time: AT, receivedat: AT, leadversion: 3, agreementversion: 0, data: { any: 'thing' } },
};

const doubtful = fc.oneof(
  fc.constantFrom(undefined, null, true, '', 'text', '1.0', 'x'.repeat(200), 'x'.repeat(201), 'x'.repeat(300)),
  fc.constantFrom('x'.repeat(301), 0, -1, 1.5, 2 ** 53, 2 ** 60, NaN, Infinity, {}, []),
  fc.constantFrom(AT, '2026-03-02T10:00:00Z', '2026-03-02T10:00:00+01:00', '2026-03-02T10:00:00+25:00', '2026-03-02'),
  fc.constantFrom(
    '2024-02-29T10:00:00Z',
    '2026-02-29T10:00:00Z',
    '2026-03-02T24:00:00Z',
    `${AT}\n`,
    '2026-03-02T10:00Z',
  ),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.anything(),
);

test('an event is taken for one exactly where the schema takes it', () => {
  const seen = { taken: 0, refused: 0 };
  const field = fc.constantFrom(...Object.keys(EVENT), 'other');
  fc.assert(
    fc.property(field, doubtful, fc.boolean(), (name, value, isLeftOut) => {
      const { [name]: _former, ...others } = EVENT as Record<string, unknown>;
      const event = isLeftOut ? others : { ...others, [name]: value };
      const isTaken = cloudEventSchema.safeParse(event).success;
      seen[isTaken ? 'taken' : 'refused']++;
      expect(isCloudEvent(event)).toBe(isTaken);
    }),
    { numRuns: 3_000 },
  );
  expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(300);
});

test.each([null, undefined, 'text', 1, [EVENT], []])('what is no object is no event: %j', (value) => {
  expect(isCloudEvent(value)).toBe(false);
  expect(cloudEventSchema.safeParse(value).success).toBe(false);
});
