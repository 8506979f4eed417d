import { IDENTIFY, engagementTypes, salesTypes } from '@smarketing/contracts';
import * as fc from 'fast-check';

/** Texts that trouble parsers, printers, databases and objects that are used as maps. */
const nastyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'null', '', ' '),
  fc.constantFrom(
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\udfff\ud800',
    '\ufffe',
    '\u2028',
    "'; DROP TABLE lead;--",
    '$1',
    '%00',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.integer({ min: 100, max: 400 }).map((length) => 'x'.repeat(length)),
);

const nastyScalar = fc.oneof(
  nastyText,
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(null, true, false, 0, -1, 1e308, '9999-12-31T23:59:59Z', '0000-01-01T00:00:00Z', '2026-13-45'),
);

const nastyJson: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 5 }, nastyScalar, tie('array'), tie('object')),
  array: fc.array(tie('any'), { maxLength: 4 }),
  // By way of text, since an object literal cannot have a member that is called __proto__.
  object: fc
    .array(fc.tuple(nastyText, tie('any')), { maxLength: 4 })
    .map(
      (members) => JSON.parse(`{${members.map(([n, v]) => `${JSON.stringify(n)}:${JSON.stringify(v)}`)}}`) as object,
    ),
})).any;

/** Mostly as it should be, so that what is wrong elsewhere gets far. */
const mostly = <T>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<unknown> = nastyScalar): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 15, arbitrary: right }, { weight: 1, arbitrary: wrong });

/** Texts that are taken, and trouble what comes after. */
const oddText = nastyText.filter((text) => text.length < 100);
const oddInstant = fc.constantFrom(
  ...['2026-03-02T11:00:00Z', '2026-03-29T02:30:00+01:00', '9999-12-31T23:59:59-14:00'],
  ...['0000-01-01T00:00:00Z', '0001-01-01T00:00:00+14:00', '1969-12-31T23:59:59.999Z'],
);
const oddDate = fc.oneof(
  oddInstant,
  fc.constantFrom(
    '0000-01-01',
    '-000001-01-01',
    '9999-12-31',
    '+275760-09-13',
    '2026-02-30',
    '2027-13-01',
    '2027-06-01',
  ),
);
const oddMembers = fc.dictionary(oddText, fc.oneof(oddText, fc.double(), fc.constant(null), fc.array(oddText)), {
  maxKeys: 4,
});

const who = fc.record(
  {
    email: fc.constantFrom('anna@acme.com', 'bob@acme.com', 'eve@__proto__.com'),
    userId: oddText,
    anonymousId: oddText,
    crmId: oddText,
    phone: oddText.map((text) => text.slice(0, 40)),
    companyDomain: oddText,
  },
  { requiredKeys: [] },
);

const oddConsent = fc.record({
  channel: fc.constantFrom('email', 'phone', 'any'),
  purpose: fc.constantFrom('marketing', 'sales', 'profiling'),
  granted: fc.boolean(),
  at: mostly(oddInstant, oddDate),
  text: oddText,
});

/** What sales may say, each by the names that are read somewhere. */
const saleMembers = fc.record(
  {
    ...{ dealId: oddText, stage: oddText, amount: fc.double(), competitor: oddText, contractEnd: oddDate },
    ...{ by: oddText, owner: oddText, disposition: oddText, date: oddDate, fact: fc.oneof(oddText, oddDate) },
    ...{ reason: fc.oneof(oddText, fc.constantFrom('timing', 'wrong-owner', 'competitor')), objection: oddText },
    ...{ need: oddText, supplierProblem: oddText, pain: oddText, path: oddText, assetId: oddText },
    ...{ cycleId: oddText, assignmentId: oddText },
  },
  { requiredKeys: [] },
);

/** An event of the intake in which anything may be wrong, and most is right. */
const nastyEvent: fc.Arbitrary<string> = fc
  .record(
    {
      id: mostly(fc.oneof(fc.uuid(), oddText)),
      source: mostly(fc.oneof(fc.constant('mautic'), oddText)),
      type: mostly(
        fc.oneof(
          { weight: 9, arbitrary: fc.constantFrom(IDENTIFY, ...engagementTypes, ...salesTypes) },
          { weight: 1, arbitrary: oddText },
        ),
      ),
      time: mostly(oddInstant, oddDate),
      data: mostly(
        fc.record(
          {
            who: mostly(who, nastyJson),
            traits: mostly(fc.oneof(fc.constant({ title: 'CEO' }), oddMembers), nastyJson),
            properties: mostly(fc.oneof(oddMembers, saleMembers), nastyJson),
            consent: mostly(fc.array(oddConsent, { maxLength: 2 }), nastyJson),
            campaign: mostly(fc.record({ source: oddText, name: oddText }), nastyJson),
            asset: mostly(fc.record({ id: oddText, title: oddText }), nastyJson),
          },
          { requiredKeys: ['who'] },
        ),
        nastyJson,
      ),
      principalkind: mostly(fc.constant('api-key')),
      principalscopes: mostly(fc.constant('intake sales')),
      receivedat: mostly(fc.constant('2026-03-02T11:00:01Z')),
    },
    { requiredKeys: ['id', 'source', 'type', 'time', 'data'] },
  )
  .map((event) => JSON.stringify({ specversion: '1.0', ...event }));

/** A text with one character changed, cut short, or put in. */
const damaged: fc.Arbitrary<string> = fc
  .tuple(
    nastyEvent,
    fc.nat(),
    fc.constantFrom('"', '\\', '{', '}', '\u0000', '1e999', '\\u0000', '\\ud800', ''),
    fc.nat(3),
  )
  .map(([text, at, put, cut]) => text.slice(0, at % text.length) + put + text.slice((at % text.length) + cut));

const bytes: fc.Arbitrary<string> = fc
  .uint8Array({ maxLength: 200 })
  .map((values) => Buffer.from(values).toString('utf8'));

const giants: fc.Arbitrary<string> = fc.constantFrom(
  `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  JSON.stringify({ text: 'x'.repeat(5_000_000) }),
  JSON.stringify(Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`k${n}`, n]))),
  `{"${'n'.repeat(30_000)}":1}`,
  '\u0000'.repeat(30_000),
);

/** What somebody may put into the intake topic as a value. The logs of tests take no raw line breaks. */
export const garbage: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 8, arbitrary: nastyEvent },
    { weight: 3, arbitrary: damaged },
    { weight: 2, arbitrary: bytes },
    { weight: 2, arbitrary: nastyJson.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: giants },
  )
  .map((value) => value.replaceAll('\n', ' '));
