import { describe, expect, it } from '@jest/globals';
import { compileAgreement, defaultAgreement, type AgreementDocument, type ScorableEvent } from '@smarketing/agreement';
import fc from 'fast-check';
import { instantOf } from '../evidence-of.ts';
import { bothCourses } from './both-courses.ts';
import { courseOf } from './course.ts';
import { excerptFor, isIn } from './excerpt.ts';
import type { History } from './history.ts';
import { mayQualify } from './may-qualify.ts';
import { stepsOf } from './steps.ts';
import { TalliesAlong } from './tallies-along.ts';

const DAY = 86_400_000;
const untilMs = Date.parse('2026-03-31T12:00:00Z');
const span = { fromMs: untilMs - 10 * DAY, untilMs };

const base: AgreementDocument = { ...defaultAgreement, timeZone: 'UTC' };
const [first, ...others] = base.engagement.groups;
const documents: readonly AgreementDocument[] = [
  base,
  // What is decided differs, and not what is folded.
  { ...base, qualification: { ...base.qualification, rules: base.qualification.rules.toReversed() } },
  { ...base, fit: { ...base.fit, thresholds: { A: 20, B: 10, C: 5 } } },
  // What is folded differs: short lives, repetitions, a second model.
  {
    ...base,
    engagement: {
      ...base.engagement,
      groups: [
        {
          ...first!,
          cap: 30,
          decay: { halfLifeDays: 2 },
          rules: [
            { id: 'twice', label: 'Twice', event: 'page_viewed', points: 13, within: { times: 2, days: 4 } },
            { id: 'away', label: 'Away', event: 'email_opened', points: -6 },
          ],
        },
        ...others,
      ],
    },
  },
  { ...base, models: [{ id: 'more', label: 'More', fit: base.fit, engagement: base.engagement }] },
  // The same in other words.
  { ...base, title: 'Another title' },
];
const compiled = documents.map((document) => compileAgreement(document, { version: 1 }));

const profile = fc.constantFrom(
  { headcount: 300, industry: 'software', country: 'GB', titleLevel: 'c-level', function: 'engineering' },
  { headcount: 30, country: 'GB', title: 'Head of Operations' },
  { headcount: 3, industry: 'public', title: 'Student' },
  {},
);
const history = fc
  .record({
    deeds: fc.array(
      fc.record({
        type: fc.constantFrom(
          'demo_requested',
          'pricing_viewed',
          'page_viewed',
          'email_opened',
          'trial_started',
          'other',
        ),
        daysAgo: fc.oneof(fc.double({ min: 0, max: 12, noNaN: true }), fc.double({ min: 0, max: 600, noNaN: true })),
        path: fc.constantFrom('/product/x', '/blog'),
        machine: fc.constantFrom(false, false, false, true),
      }),
      { maxLength: 14 },
    ),
    before: profile,
    after: profile,
    changedDaysAgo: fc.integer({ min: 0, max: 20 }),
    recycledDaysAgo: fc.option(fc.integer({ min: 0, max: 12 })),
  })
  .map(({ deeds, before, after, changedDaysAgo, recycledDaysAgo }): History => {
    const recycledMs = recycledDaysAgo === null ? Infinity : untilMs - recycledDaysAgo * DAY;
    const evidence = deeds.map(({ type, daysAgo, path, machine }, n): ScorableEvent => {
      const at = Math.floor(untilMs - daysAgo * DAY);
      return {
        id: `e${n}`,
        type,
        occurredAt: at,
        receivedAt: at + n,
        properties: { path },
        ...(machine ? { machine } : {}),
      };
    });
    return {
      leadId: 'l',
      profiles: [
        { fromMs: -Infinity, fields: before },
        { fromMs: untilMs - changedDaysAgo * DAY, fields: after },
      ],
      notedFromMs: null,
      isObjected: false,
      evidence: evidence.toSorted((a, b) => instantOf(a) - instantOf(b)),
      evidenceFromMs: (atMs) => (atMs > recycledMs ? recycledMs : undefined),
      coolOffUntilMs: (atMs) => (atMs > recycledMs ? recycledMs + 3 * DAY : undefined),
      ended: [],
    };
  });

describe('the short cuts of a preview', () => {
  it('change nothing of who qualifies, when and by which rule', () => {
    const pair = fc.record({ now: fc.nat(documents.length - 1), then: fc.nat(documents.length - 1) });
    let [qualified, spared] = [0, 0];
    fc.assert(
      fc.property(history, pair, (whole, { now, then }) => {
        const agreements = [compiled[now]!, compiled[then]!] as const;
        const excerpt = excerptFor(agreements, span);
        const did: Record<string, number> = {};
        for (const event of whole.evidence) {
          if (instantOf(event) > excerpt.signalsSinceMs) did[event.type] = (did[event.type] ?? 0) + 1;
        }
        const seen = { ...whole, evidence: whole.evidence.filter((event) => isIn(excerpt, event)) };
        const isSeen = agreements.some((agreement) => mayQualify({ ...whole, did }, agreement));
        if (!isSeen) spared++;
        const both = bothCourses(...agreements, span)(seen);
        const found = [both.now, both.then].map((course) => (isSeen ? course.first : null));
        const steps = stepsOf(whole, span);
        const expected = agreements.map(
          (agreement) =>
            courseOf(
              { history: whole, steps, span },
              agreement,
              new TalliesAlong(whole.evidence, steps, span, agreement),
            ).first,
        );
        const inShort = (each: (typeof found)[number]) =>
          each && [each.atMs, each.metBefore, each.decision.rule, each.score.model, each.score.grade, each.score.score];
        expect(found.map(inShort)).toEqual(expected.map(inShort));
        qualified += expected.filter((each) => each !== null).length;
      }),
      { numRuns: 1_500 },
    );
    expect(qualified).toBeGreaterThan(300);
    expect(spared).toBeGreaterThan(100);
  });
});
