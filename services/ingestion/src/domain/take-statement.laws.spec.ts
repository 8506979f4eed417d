import { describe, expect, test } from '@jest/globals';
import { consentChanged, engagementRecorded, profileChanged, type IntakeData } from '@smarketing/contracts';
import type { Emit } from '@smarketing/messaging';
import * as fc from 'fast-check';
import { aStatement } from '../scene/a-statement.ts';
import type { DecodedIntake } from './decoded-intake.ts';
import { DirectoryView } from './directory-view.ts';
import { takeStatement } from './take-statement.ts';

/** What is left in the end: the snapshots published last, and how often each event was counted. */
function outcomeOf(statements: readonly DecodedIntake[]) {
  const view = new DirectoryView();
  const emits: Emit[] = [];
  for (const statement of statements) {
    const decision = takeStatement(statement, view);
    if (decision.changes) view.apply(decision.changes);
    emits.push(...(decision.emits ?? []));
  }
  const newest = (definition: typeof profileChanged | typeof consentChanged) => {
    const data = emits.filter((one) => one.definition === definition).map((one) => one.data as { version: number });
    const { version: _version, ...snapshot } = data.reduce((a, b) => (b.version > a.version ? b : a), { version: -1 });
    return snapshot;
  };
  const counted = emits
    .filter((one) => one.definition === engagementRecorded)
    .map((one) => (one.data as { eventId: string }).eventId);
  return { profile: newest(profileChanged), consent: newest(consentChanged), counted: counted.sort() };
}

const instant = fc
  .integer({ min: 0, max: 5 })
  .map((minute) => new Date(Date.UTC(2026, 2, 2, 12, minute)).toISOString());
const trait = fc.record(
  {
    title: fc.constantFrom('CEO', 'Clerk', null),
    country: fc.constantFrom('DE', 'France'),
    phone: fc.constantFrom('030 1234567', '+33 1 23 45 67 89'),
    headcount: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: [] },
);
const consent = fc.record(
  {
    channel: fc.constantFrom('email' as const, 'phone' as const),
    purpose: fc.constantFrom('marketing' as const, 'sales' as const),
    granted: fc.boolean(),
    at: instant,
  },
  { requiredKeys: ['channel', 'purpose', 'granted'] },
);
/** Names that all lead to one person, whichever comes first: each statement carries the user id. */
const who = fc.record(
  { email: fc.constantFrom('a@acme.com', 'b@acme.com', 'c@gmail.com'), anonymousId: fc.constantFrom('b1', 'b2') },
  { requiredKeys: [] },
);
const statements = fc
  .array(
    fc.record({
      who,
      time: instant,
      traits: trait,
      consent: fc.array(consent, { maxLength: 2 }),
      unsubscribes: fc.boolean(),
    }),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((drawn) =>
    drawn.map(({ who: names, time, traits, consent: said, unsubscribes }, n) =>
      aStatement(`m${n}`, {
        time,
        type: unsubscribes ? 'email_unsubscribed' : 'form_submitted',
        receivedat: '2026-03-02T13:00:00.000Z',
        data: { who: { userId: 'u-1', ...names }, traits, consent: said } as IntakeData,
      }),
    ),
  );

describe('whatever the order and however often statements arrive', () => {
  test('the profile, the consent and what was counted are the same', () => {
    fc.assert(
      fc.property(
        statements.chain((drawn) =>
          fc.tuple(
            fc.constant(drawn),
            fc
              .array(fc.constantFrom(...drawn), { maxLength: 6 })
              .chain((repeats) =>
                fc.shuffledSubarray([...drawn, ...repeats], { minLength: drawn.length + repeats.length }),
              ),
          ),
        ),
        ([inOrder, disordered]) => {
          expect(outcomeOf(disordered)).toEqual(outcomeOf(inOrder));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('versions of a lead only rise', () => {
    fc.assert(
      fc.property(statements, (drawn) => {
        const view = new DirectoryView();
        const versions: number[] = [];
        for (const statement of drawn) {
          const { changes } = takeStatement(statement, view);
          if (changes?.lead) versions.push(changes.lead.version);
          if (changes) view.apply(changes);
        }
        expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
      }),
      { numRuns: 100 },
    );
  });
});
