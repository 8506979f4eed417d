import { expect, test } from '@jest/globals';
import { principalKinds, type JsonValue } from '@smarketing/contracts';
import * as fc from 'fast-check';
import { soundIntakeEvent } from './intake-shape.ts';
import { isUsualIntake } from './usual-intake.ts';

const anything = fc.oneof(
  fc.string({ maxLength: 400 }),
  fc.constantFrom('a', '1.0', 'x'.repeat(301), 'x'.repeat(101), 'x'.repeat(320)),
  fc.integer(),
  fc.constant(null),
  fc.boolean(),
  fc.array(fc.string(), { maxLength: 2 }),
  fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }),
) as fc.Arbitrary<JsonValue>;

/** Mostly what it should be. */
const mostly = (usual: fc.Arbitrary<unknown>) => fc.oneof({ weight: 60, arbitrary: usual }, anything);
const text = fc.string({ minLength: 1, maxLength: 20 });
const two = fc.integer({ min: 0, max: 99 }).map((n) => String(n).padStart(2, '0'));
const instant = fc.oneof(
  {
    weight: 20,
    arbitrary: fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') })
      .map((date) => date.toISOString()),
  },
  fc
    .tuple(fc.constantFrom('2023', '2024', '1900', '2000', '0000'), two, two)
    .map((day) => `${day.join('-')}T10:00:00Z`),
  fc.tuple(two, two, two).map((time) => `2026-02-28T${time.join(':')}.123456Z`),
  fc.constantFrom('2026-03-02T12:00:00+01:00', '2026-03-02', '2026-03-02T12:00Z', '2026-03-02t12:00:00z'),
);
const texts = (...names: string[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, mostly(text)])), { requiredKeys: [] });
const values = mostly(fc.dictionary(text, anything, { maxKeys: 3 }));
const data = fc.record(
  {
    who: mostly(texts('leadId', 'email', 'userId', 'anonymousId', 'crmId', 'phone', 'companyDomain', 'other')),
    traits: values,
    properties: values,
    consent: fc.constantFrom(
      undefined,
      undefined,
      undefined,
      undefined,
      [{ channel: 'email', purpose: 'sales', granted: true }],
      [{}],
      'yes',
    ),
    campaign: mostly(texts('source', 'medium', 'name', 'term', 'content', 'other')),
    asset: mostly(texts('id', 'type', 'title', 'url')),
    other: anything,
  },
  { requiredKeys: ['who'] },
);
const event = fc.record(
  {
    ...{ specversion: mostly(fc.constant('1.0')), id: mostly(text), source: mostly(text), type: mostly(text) },
    ...{ time: mostly(instant), receivedat: mostly(instant), data: mostly(data), other: anything },
    ...{
      principalid: mostly(text),
      principalkind: mostly(fc.constantFrom(...principalKinds)),
      principalscopes: mostly(text),
    },
  },
  { requiredKeys: ['specversion', 'id', 'source', 'type', 'time', 'data'] },
);

test('nothing passes as usual that the shape would refuse, or read otherwise', () => {
  let usual = 0;
  fc.assert(
    fc.property(event, (given) => {
      if (!isUsualIntake(given)) return;
      usual++;
      expect(soundIntakeEvent.safeParse(given)).toEqual({ success: true, data: given });
    }),
    { numRuns: 2_000 },
  );
  // Or the property would say nothing.
  expect(usual).toBeGreaterThan(300);
});

test('what the edge makes of a page view is usual', () => {
  const given = {
    ...{ specversion: '1.0', id: 'm1', source: 'website', type: 'page_viewed', time: '2026-01-31T12:00:00.000Z' },
    ...{ contenthash: 'ab', receivedat: '2026-03-30T23:59:59.999Z', principalid: 'k', principalkind: 'intake-key' },
    ...{ principalscopes: 'intake', data: { who: { email: 'anna@acme.com' }, properties: { url: '/' } } },
  };
  expect(isUsualIntake(given)).toBe(true);
  expect(isUsualIntake({ ...given, time: '2026-02-29T12:00:00.000Z' })).toBe(false);
});
