import { describe, expect, it } from '@jest/globals';
import { compileAgreement, defaultAgreement, type AgreementDocument, type ScorableEvent } from '@smarketing/agreement';
import fc from 'fast-check';
import type { History } from './history.ts';
import { ImpactCounter, type Impact } from './impact.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const untilMs = Date.parse('2026-03-31T12:00:00Z');
const span = { fromMs: untilMs - 10 * DAY, untilMs };
const good = { headcount: 300, industry: 'software', country: 'GB', titleLevel: 'c-level', function: 'engineering' };

const base: AgreementDocument = { ...defaultAgreement, timeZone: 'UTC' };
/** Raised hands qualify nobody any more; whoever looks at the prices does. */
const other: AgreementDocument = {
  ...base,
  qualification: {
    ...base.qualification,
    rules: [
      {
        id: 'prices',
        label: 'Looked at the prices',
        when: { anyOf: [{ signal: 'pricing-visit', times: 1, withinDays: 7 }] },
        outcome: 'P1',
      },
    ],
  } as AgreementDocument['qualification'],
};
const compiled = (document: AgreementDocument) => compileAgreement(document, { version: 1 });

let serial = 0;
const did = (type: string, daysAgo: number): ScorableEvent => {
  const at = untilMs - daysAgo * DAY;
  return { id: `e${serial++}`, type, occurredAt: at, receivedAt: at, properties: {} };
};
const lead = (leadId: string, evidence: readonly ScorableEvent[], more: Partial<History> = {}): History => ({
  ...{
    leadId,
    profile: good,
    isObjected: false,
    evidenceFromMs: () => undefined,
    coolOffUntilMs: () => undefined,
    ended: [],
  },
  evidence: evidence.toSorted((a, b) => a.occurredAt - b.occurredAt),
  ...more,
});
function impact(histories: readonly History[], then = other, now = base): Impact {
  const counter = new ImpactCounter(compiled(now), compiled(then), span);
  for (const history of histories) counter.add(history);
  return counter.result();
}
const ids = ({ leads }: Impact['enters']): string[] => leads.map(({ leadId }) => leadId);

describe('what a change would have done', () => {
  it('names who enters and who leaves, when, why, and why not under the other', () => {
    const found = impact([
      lead('asked', [did('demo_requested', 3)]),
      lead('looked', [did('pricing_viewed', 2), did('pricing_viewed', 1)]),
      lead('both', [did('demo_requested', 5), did('pricing_viewed', 4)]),
      lead('neither', [did('content_downloaded', 4)]),
    ]);
    expect(found).toMatchObject({ leads: 4, now: { qualified: 2 }, then: { qualified: 2 } });
    expect(found.leaves).toMatchObject({
      count: 1,
      leads: [
        {
          leadId: 'asked',
          at: '2026-03-28T12:00:00.000Z',
          priority: 'P0',
          otherwise: expect.stringContaining('No rule'),
        },
      ],
    });
    expect(found.enters).toMatchObject({
      count: 1,
      leads: [{ leadId: 'looked', at: '2026-03-29T12:00:00.000Z', priority: 'P1', because: 'Looked at the prices' }],
    });
    expect(found.now.byPriority).toEqual({ P0: 2 });
    expect(found.then.byPriority).toEqual({ P1: 2 });
    expect(found.days).toEqual([
      { day: '2026-03-26', now: 1, then: 0 },
      { day: '2026-03-27', now: 0, then: 1 },
      { day: '2026-03-28', now: 1, then: 0 },
      { day: '2026-03-29', now: 0, then: 1 },
    ]);
  });

  it('counts only what happens within the span, on top of what had happened before', () => {
    expect(impact([lead('long ago', [did('demo_requested', 11)])]).now.qualified).toBe(0);
    expect(impact([lead('at its end', [did('demo_requested', 0)])]).now.qualified).toBe(1);
    const stillHot = lead('still hot', [did('demo_requested', 11), did('page_viewed', 9)]);
    expect(impact([stillHot]).now.qualified).toBe(1);
  });

  it('leaves out evidence from before a recycle, and people who objected', () => {
    const recycled = { evidenceFromMs: () => untilMs - 2 * DAY };
    expect(impact([lead('recycled', [did('demo_requested', 3), did('page_viewed', 1)], recycled)]).now.qualified).toBe(
      0,
    );
    expect(impact([lead('again', [did('demo_requested', 1)], recycled)]).now.qualified).toBe(1);
    expect(impact([lead('objects', [did('demo_requested', 1)], { isObjected: true })]).now.qualified).toBe(0);
  });

  it('keeps a promised cool-off, which a raised hand ends', () => {
    const cooling = { coolOffUntilMs: () => untilMs };
    const priced = lead('priced', [did('pricing_viewed', 2)], cooling);
    expect(impact([priced]).then.qualified).toBe(0);
    expect(impact([lead('asked', [did('demo_requested', 2)], cooling)]).now.qualified).toBe(1);
  });

  it('says which wins it would have missed and which losses it would have spared', () => {
    const ended = (outcome: 'won' | 'lost' | 'rejected', daysAgo: number) => ({
      ended: [{ startedAtMs: untilMs - daysAgo * DAY, outcome }],
    });
    const found = impact([
      lead('won', [did('demo_requested', 3)], ended('won', 3)),
      lead('lost', [did('demo_requested', 3)], ended('lost', 3)),
      lead('rejected', [did('demo_requested', 3)], ended('rejected', 2)),
      lead('won before', [did('demo_requested', 3)], ended('won', 40)),
      lead('open', [did('demo_requested', 3)]),
    ]);
    expect(ids(found.winsMissed)).toEqual(['won']);
    expect(ids(found.lossesSpared)).toEqual(['lost', 'rejected']);
    expect(found.leaves.count).toBe(5);
  });

  it('says what load each pool has, and how many reps that takes', () => {
    const crowd = Array.from({ length: 120 }, (_, n) => lead(`l${n}`, [did('demo_requested', 1 + (n % 9))]));
    const { byPool } = impact(crowd).now;
    // A hundred and twenty in ten days are twelve a day, and a rep of the default takes ten.
    expect(byPool).toEqual([{ pool: expect.any(String), qualified: 120, perDay: 12, repsNeeded: 2 }]);
  });

  it('lists the first ones and counts all', () => {
    const crowd = Array.from({ length: 700 }, (_, n) => lead(`l${n}`, [did('demo_requested', 9 - (n % 8))]));
    const { leaves } = impact(crowd);
    expect(leaves.count).toBe(700);
    expect(leaves.leads).toHaveLength(50);
    expect(new Set(leaves.leads.map(({ at }) => at))).toEqual(new Set([new Date(untilMs - 9 * DAY).toISOString()]));
  });

  it('changes nothing where nothing changes, and what one way enters the other way leaves', () => {
    const event = fc.record({
      type: fc.constantFrom('demo_requested', 'pricing_viewed', 'content_downloaded', 'page_viewed', 'email_replied'),
      daysAgo: fc.integer({ min: 0, max: 20 }),
    });
    const histories = fc.array(fc.array(event, { maxLength: 8 }), { maxLength: 6 });
    let moved = 0;
    fc.assert(
      fc.property(histories, (all) => {
        const leads = all.map((events, n) =>
          lead(
            `l${n}`,
            events.map(({ type, daysAgo }) => did(type, daysAgo)),
          ),
        );
        const same = impact(leads, base);
        expect([same.enters.count, same.leaves.count]).toEqual([0, 0]);
        expect(same.now).toEqual(same.then);
        const [there, back] = [impact(leads), impact(leads, base, other)];
        expect([ids(there.enters), ids(there.leaves)]).toEqual([ids(back.leaves), ids(back.enters)]);
        expect(there.then.qualified - there.now.qualified).toBe(there.enters.count - there.leaves.count);
        moved += there.enters.count + there.leaves.count;
      }),
      { numRuns: 1_000 },
    );
    expect(moved).toBeGreaterThan(100);
  });
});
