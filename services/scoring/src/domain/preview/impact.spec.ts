import { describe, expect, it } from '@jest/globals';
import {
  compileAgreement,
  defaultAgreement,
  type AgreementDocument,
  type CompiledAgreement,
  type ScorableEvent,
} from '@smarketing/agreement';
import { compileCalendar } from '@smarketing/business-time';
import fc from 'fast-check';
import { excerptFor, isIn } from './excerpt.ts';
import type { History } from './history.ts';
import { ImpactCounter, type Impact } from './impact.ts';
import type { ProfileFrom } from './profiles-over.ts';
import { aRep } from './rep-fixtures.ts';
import { PoolLoadCounter } from './pool-load.ts';
import type { Member, Rep } from './staff.ts';

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
const known = new Map<AgreementDocument, CompiledAgreement>();
const compiled = (document: AgreementDocument): CompiledAgreement => {
  const agreement = known.get(document) ?? compileAgreement(document, { version: 1 });
  known.set(document, agreement);
  return agreement;
};

let serial = 0;
const did = (type: string, daysAgo: number): ScorableEvent => {
  const at = untilMs - daysAgo * DAY;
  return { id: `e${serial++}`, type, occurredAt: at, receivedAt: at, properties: {} };
};
const lead = (leadId: string, evidence: readonly ScorableEvent[], more: Partial<History> = {}): History => ({
  ...{
    leadId,
    profiles: [{ fromMs: -Infinity, fields: good }],
    notedFromMs: null,
    isObjected: false,
    evidenceFromMs: () => undefined,
    coolOffUntilMs: () => undefined,
    ended: [],
  },
  evidence: evidence.toSorted((a, b) => a.occurredAt - b.occurredAt),
  ...more,
});
const nobody = new Map<string, Rep>();
function impact(
  histories: readonly History[],
  then = other,
  now = base,
  reps: ReadonlyMap<string, Rep> = nobody,
): Impact {
  const [before, after] = [compiled(now), compiled(then)];
  const counter = new ImpactCounter(before, after, span, reps);
  const excerpt = excerptFor([before, after], span);
  for (const history of histories) {
    const did: Record<string, number> = {};
    for (const { type } of history.evidence) did[type] = (did[type] ?? 0) + 1;
    const evidence = history.evidence.filter((event) => isIn(excerpt, event));
    if (counter.glance({ ...history, did })) counter.see({ ...history, evidence });
  }
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

  it('says how many of those met the definition before the span, and would have been handed over then', () => {
    const found = impact([
      lead('still hot', [did('demo_requested', 11), did('page_viewed', 9)]),
      lead('new', [did('page_viewed', 11), did('demo_requested', 9)]),
      lead('late', [did('demo_requested', 11), did('pricing_viewed', 9)]),
    ]);
    expect([found.now.qualified, found.now.metBefore]).toEqual([3, 2]);
    expect([found.then.qualified, found.then.metBefore]).toEqual([1, 0]);
    // Whom a trial lifts must be known to fit, which became known within the span.
    const profiles: ProfileFrom[] = [
      { fromMs: -Infinity, fields: {} },
      { fromMs: untilMs - 9 * DAY, fields: good },
    ];
    const knownLater = impact([lead('known later', [did('trial_started', 11)], { profiles })]);
    expect(knownLater.now).toMatchObject({ qualified: 1, metBefore: 0 });
  });

  it('names the rules that colleagues may meet, too, whose deeds it does not know', () => {
    const [rule] = other.qualification.rules;
    const anyOf = [...rule!.when.anyOf!, { accountPeople: 3, withinDays: 14 }];
    const together = {
      ...other,
      qualification: { ...other.qualification, rules: [{ ...rule!, label: 'Three people', when: { anyOf } }] },
    } as AgreementDocument;
    expect(impact([], together, other).then.withoutColleagues).toEqual(['Three people']);
    expect(impact([], together, other).now.withoutColleagues).toEqual([]);
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

  describe('held against the people there are', () => {
    // Tuesday the 31st, back to Saturday the 21st: seven working days, the last one until noon.
    const crowd = Array.from({ length: 120 }, (_, n) => lead(`l${n}`, [did('demo_requested', 1 + (n % 9))]));
    const reps = (...all: readonly Rep[]) => new Map(all.map((rep) => [rep.id, rep]));

    it('says what load each pool has against what its people take a day', () => {
      const away = { from: '2026-03-23T00:00:00Z', to: '2026-03-25T00:00:00Z' };
      const found = impact(crowd, other, base, reps(aRep('ada'), aRep('ben', { dailyCap: 4, absences: [away] })));
      const [pool] = found.now.byPool;
      expect(pool).toMatchObject({ pool: 'sales', qualified: 120, perDay: 12, reps: 2 });
      // Of the last day three of eight hours lie within: 6.375 working days, on two of which only one of them is there.
      expect(pool!.perWorkingDay).toBeCloseTo(120 / 6.375, 2);
      expect(pool!.capacityPerWorkingDay).toBeCloseTo((6.375 * 10 + 4.375 * 4) / 6.375, 2);
      expect(pool!.repsNeeded).toBe(2);
    });

    it('asks for no rep more because shares of days add up to a whole one but for a last bit', () => {
      // Whole days at full cap: two reps' worth exactly, wherever within a day the span begins and ends.
      const { calendars } = compiled(base).document;
      const calendar = compileCalendar(calendars.list.find(({ id }) => id === calendars.default)!.spec);
      const ada: Member = { dailyCap: 10, presence: calendar };
      for (let minute = 0; minute < 480; minute += 7) {
        const toMs = Date.parse('2026-03-31T09:00:00Z') + minute * 60_000;
        const counter = new PoolLoadCounter();
        for (let n = 0; n < 100; n++) counter.add(toMs - DAY);
        const week = { fromMs: toMs - 7 * DAY, untilMs: toMs };
        const load = counter.result('sales', { members: [ada], anybody: calendar }, compiled(base), week);
        expect([load.perWorkingDay, load.repsNeeded]).toEqual([20, 2]);
      }
    });

    it('names the days on which more would have come than they take; a weekend waits for Monday', () => {
      const found = impact(crowd, other, base, reps(aRep('ada', { dailyCap: 20 })));
      expect(found.now.byPool[0]!.daysOver).toEqual({
        count: 2,
        days: [
          { day: '2026-03-30', leads: 42, capacity: 20 },
          { day: '2026-03-23', leads: 26, capacity: 20 },
        ],
      });
      expect(found.then.byPool[0]!.daysOver).toEqual({ count: 0, days: [] });
    });

    it('measures each side by its own document', () => {
      const [pool] = base.routing.pools;
      const roomy = { ...base, routing: { ...base.routing, pools: [{ ...pool!, dailyCap: 50 }] } };
      const found = impact(crowd, roomy, base, reps(aRep('ada')));
      expect([found.now, found.then].map(({ byPool }) => byPool[0]!.daysOver.count)).toEqual([6, 0]);
      expect([found.now, found.then].map(({ byPool }) => byPool[0]!.capacityPerWorkingDay)).toEqual([10, 50]);
      expect([found.enters.count, found.leaves.count]).toEqual([0, 0]);
    });

    it('says where there is nobody: who is not active, or in another pool', () => {
      const [pool] = base.routing.pools;
      const listed = { ...base, routing: { ...base.routing, pools: [{ ...pool!, members: 'listed' as const }] } };
      const found = impact(
        crowd,
        listed,
        listed,
        reps(aRep('gone', { active: false, pools: [{ pool: 'sales', weight: 1 }] }), aRep('other')),
      );
      expect(found.now.byPool[0]).toMatchObject({ reps: 0, capacityPerWorkingDay: 0, repsNeeded: 2 });
      expect(found.now.promises).toEqual([
        {
          ...{ priority: 'P0', leads: 120, firstTouchMinutes: 15, inTimeAtBest: 0, worst: null },
          came: { open: 0, closed: 0, nobody: 120 },
        },
      ]);
    });

    it('says what of the promised first touches they can keep', () => {
      // At Friday noon four ask at once, and one on Sunday.
      const friday = 4;
      const five = [
        ...Array.from({ length: 4 }, (_, n) => lead(`f${n}`, [did('demo_requested', friday)])),
        lead('sunday', [did('demo_requested', 2)]),
      ];
      const one = impact(five, other, base, reps(aRep('ada')));
      // Fifteen minutes, and ten for each: two are touched in time, and Sunday's on Monday.
      expect(one.now.promises).toEqual([
        {
          ...{ priority: 'P0', leads: 5, firstTouchMinutes: 15, inTimeAtBest: 0.6 },
          came: { open: 4, closed: 1, nobody: 0 },
          worst: { at: '2026-03-27T12:00:00.000Z', pool: 'sales', leads: 4, reps: 1 },
        },
      ]);
      const two = impact(five, other, base, reps(aRep('ada'), aRep('ben')));
      expect(two.now.promises).toMatchObject([{ inTimeAtBest: 1, worst: { leads: 4, reps: 2 } }]);
      const later = {
        ...base,
        sla: { ...base.sla, priorities: { ...base.sla.priorities, P0: base.sla.priorities.P1 } },
      };
      expect(impact(five, later, base, reps(aRep('ada'))).then.promises).toMatchObject([
        { firstTouchMinutes: 120, inTimeAtBest: 1 },
      ]);
    });
  });

  it('judges by what was known of the person at that time', () => {
    const poor = { headcount: 3, industry: 'public', country: 'XX', titleLevel: 'none', function: 'none' };
    const at = (daysAgo: number, fields: object): ProfileFrom => ({
      fromMs: untilMs - daysAgo * DAY,
      fields: fields as ProfileFrom['fields'],
    });
    const always: ProfileFrom = { fromMs: -Infinity, fields: poor };
    const asked = [did('demo_requested', 5)];
    const priorityOf = (profiles: readonly ProfileFrom[]) =>
      Object.keys(impact([lead('l', asked, { profiles })]).now.byPriority);
    expect(priorityOf([always])).toEqual(['P3']);
    expect(priorityOf([always, at(6, good)])).toEqual(['P0']);
    expect(priorityOf([always, at(4, good)])).toEqual(['P3']);
    expect(impact([lead('l', asked, { profiles: [always] })]).profilesNotedSince).toBeNull();
    // A trial qualifies those whom we know to fit: as soon as that is known.
    const profiles = [always, at(4, good)];
    const found = impact([lead('l', [did('trial_started', 5)], { profiles, notedFromMs: untilMs - 4 * DAY })]);
    expect(found.leaves.leads).toMatchObject([{ at: '2026-03-27T12:00:00.000Z', priority: 'P1' }]);
    expect(found.profilesNotedSince).toBe('2026-03-27T12:00:00.000Z');
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
      { numRuns: 300 },
    );
    expect(moved).toBeGreaterThan(100);
  });
});
