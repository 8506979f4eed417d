import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { laneOf } from '@smarketing/messaging';
import type { LaneDatabase } from '@smarketing/messaging';
import { unknownCycle } from '../domain/cycles.ts';
import { newFeedbackLead } from '../domain/feedback-lead.ts';
import type { FeedbackLead, Touchpoint } from '../domain/feedback-lead.ts';
import { funnelReport } from '../domain/funnel.ts';
import type { FunnelDimension, FunnelReport } from '../domain/funnel.ts';
import type { DealStatement } from '../domain/take-deal.ts';
import { takeDeal } from '../domain/take-deal.ts';
import { takeObjection } from '../domain/take-objection.ts';
import type { FeedbackLeads } from './feedback-leads.ts';

export type FeedbackLeadsSetup = {
  readonly leads: FeedbackLeads;
  readonly database: LaneDatabase;
  close(): Promise<void>;
};

type Came = { readonly at?: string; readonly source?: string | null; readonly asset?: string };

const first = ({ at = '2026-03-10T00:00:00Z', source = null, asset }: Came): Touchpoint => ({
  ...{ atMs: Date.parse(at), eventId: 'e', type: 'form_submitted', sentBy: 'import' },
  campaign: { source, medium: null, name: source === null ? null : `${source}, "spring"` },
  asset: asset === undefined ? null : { id: asset, title: null },
});

export const came = (from: Came, stages: Partial<FeedbackLead['stages']> = {}): FeedbackLead => ({
  ...newFeedbackLead(),
  first: first(from),
  stages: { ...newFeedbackLead().stages, engaged: first(from).atMs, ...stages },
});

export const bought = (lead: FeedbackLead, at = '2026-04-01T00:00:00Z'): FeedbackLead => {
  const won: DealStatement = { eventId: 'w', occurredAt: at, receivedAt: at, dealId: 'd', properties: {} };
  return takeDeal(lead, 'won', won);
};

const saysNo = (lead: FeedbackLead, eventId: string, objection: string, at: string): FeedbackLead =>
  takeObjection(lead, { eventId, objection, occurredAt: at, receivedAt: at, pain: `pain of ${eventId}` });

/** What every store of the feedback service must do. `open` gives an empty one. */
export function feedbackLeadsContract(name: string, open: () => Promise<FeedbackLeadsSetup>): void {
  describe(`${name} as the store of what became of leads`, () => {
    let setup: FeedbackLeadsSetup;
    beforeEach(async () => {
      setup = await open();
    });
    afterEach(() => setup.close());

    const save = (leads: Readonly<Record<string, FeedbackLead>>): Promise<void> =>
      setup.database.transaction((tx) => setup.leads.save(new Map(Object.entries(leads)), tx));
    const report = async (by: FunnelDimension): Promise<FunnelReport> =>
      funnelReport(by, await setup.leads.funnel({ by, timeZone: 'Europe/Berlin' }));
    const keys = async (by: FunnelDimension) => (await report(by)).groups.map(({ key, leads }) => [key, leads]);

    test('a lead is found as it was saved, and nobody else is', async () => {
      const lead = { ...bought(came({ source: 'nul \u0000, half \uD83D' })), version: 3 };
      await save({ one: lead });
      expect(await setup.leads.find('one')).toEqual(lead);
      expect(await setup.leads.find('two')).toBeNull();
      const loaded = await setup.database.transaction((tx) => setup.leads.load(['one', 'two'], [], tx));
      expect(loaded).toEqual(new Map([['one', lead]]));
      expect(setup.leads.initial()).toEqual(newFeedbackLead());
    });

    test('of nobody there is a funnel too', async () => {
      const empty = await report('source');
      expect(empty).toMatchObject({ leads: 0, won: 0, conversion: null, groups: [] });
      expect(empty.stages.every(({ leads, conversionFromPrevious }) => leads === 0 && !conversionFromPrevious)).toBe(
        true,
      );
    });

    test('leads and wins are counted by where they came from; not to know it is a group, and "unknown" is another', async () => {
      await save({
        a1: came({ source: 'paid_search', asset: 'x' }, { mql: 1 }),
        a2: bought(came({ source: 'paid_search' })),
        a3: came({ source: 'paid_search' }),
        b1: bought(came({ source: 'unknown' }, { mql: 1, sal: 2, sql: 3 })),
        b2: came({ source: 'unknown' }),
        c1: came({ source: null }),
        c2: came({ source: null }, { mql: 1, sal: 2 }),
        d1: newFeedbackLead(),
      });
      expect(await report('source')).toEqual({
        by: 'source',
        ...{ leads: 8, won: 2, conversion: 0.25 },
        stages: [
          { stage: 'lead', leads: 8, implied: 1, conversionFromPrevious: null },
          { stage: 'engaged', leads: 7, implied: 0, conversionFromPrevious: 0.875 },
          { stage: 'mql', leads: 4, implied: 1, conversionFromPrevious: 0.5714 },
          { stage: 'sal', leads: 3, implied: 1, conversionFromPrevious: 0.75 },
          { stage: 'sql', leads: 2, implied: 1, conversionFromPrevious: 0.6667 },
          { stage: 'opportunity', leads: 2, implied: 2, conversionFromPrevious: 1 },
          { stage: 'customer', leads: 2, implied: 0, conversionFromPrevious: 1 },
        ],
        groups: [
          { key: 'paid_search', leads: 3, won: 1, conversion: 0.3333 },
          { key: null, leads: 3, won: 0, conversion: 0 },
          { key: 'unknown', leads: 2, won: 1, conversion: 0.5 },
        ],
      });
      expect(await keys('asset')).toEqual([
        [null, 7],
        ['x', 1],
      ]);
      expect(await keys('campaign')).toEqual([
        ['paid_search, "spring"', 3],
        [null, 3],
        ['unknown, "spring"', 2],
      ]);
    });

    test('visitors whom nobody can name are counted nowhere', async () => {
      const visitor = came({ source: 'ads' });
      const profile = { ...visitor.profile, isVisitor: true };
      await save({ a: { ...visitor, profile }, b: came({ source: null }) });
      expect(await report('source')).toMatchObject({ leads: 1, groups: [{ key: null, leads: 1 }] });
    });

    test('a month begins at its first midnight in the zone of the agreement', async () => {
      await save({
        winter: came({ at: '2026-01-31T22:59:59Z' }),
        february: came({ at: '2026-01-31T23:00:00Z' }),
        march: came({ at: '2026-03-31T21:59:59Z' }),
        april: bought(came({ at: '2026-03-31T22:00:00Z' })),
        never: newFeedbackLead(),
      });
      expect(new Set(await keys('cohort'))).toEqual(
        new Set([
          ['2026-01', 1],
          ['2026-02', 1],
          ['2026-03', 1],
          ['2026-04', 1],
          [null, 1],
        ]),
      );
    });

    test('a lead is counted as it was saved last', async () => {
      const persona = (id: string) => ({ profile: { ...newFeedbackLead().profile, persona: id } });
      await save({ a: { ...came({}), ...persona('ops') } });
      await save({ a: { ...bought(came({})), ...persona('sales') } });
      expect((await report('persona')).groups).toEqual([{ key: 'sales', leads: 1, won: 1, conversion: 1 }]);
    });

    test('what a lane derives is forgotten, in the reports as well; decisions and other lanes stay', async () => {
      const decided = { version: 3, lastExit: { atMs: 5, because: 'sunset', track: 'long-cycle' }, armedForMs: 7 };
      const said = saysNo(
        bought(came({ source: 'ads' }, { mql: 1 })),
        '1',
        'Too expensive',
        '2026-03-01T00:00:00.000Z',
      );
      const leads = Array.from({ length: 60 }, (_, n) => `lead-${n}`);
      await save(Object.fromEntries(leads.map((leadId) => [leadId, { ...said, ...decided }])));
      const lanes = [laneOf('lead-1'), laneOf('lead-2')];
      const kept = leads.filter((leadId) => !lanes.includes(laneOf(leadId)));
      const forget = setup.database.transaction(async (tx) => {
        await setup.leads.forget?.(lanes, tx);
        throw new Error('no');
      });
      await expect(forget).rejects.toThrow('no');
      expect(await report('source')).toMatchObject({ won: 60 });
      await setup.database.transaction(async (tx) => setup.leads.forget?.(lanes, tx));
      expect(await setup.leads.find('lead-2')).toEqual({ ...newFeedbackLead(), ...decided });
      expect(await setup.leads.find(kept[0]!)).toEqual({ ...said, ...decided });
      const { groups, won } = await report('source');
      expect({ won, groups }).toEqual({
        won: kept.length,
        groups: [
          { key: 'ads', leads: kept.length, won: kept.length, conversion: 1 },
          { key: null, leads: 60 - kept.length, won: 0, conversion: 0 },
        ],
      });
      expect((await setup.leads.objections(10)).total).toBe(kept.length);
    });

    test('a lead of an earlier version of the service is read with what it knows', async () => {
      const lead = came({ source: 'ads' });
      const { postponed: _postponed, ...known } = lead;
      const cycle = { ...unknownCycle('c1'), startedAtMs: 1 };
      const { breachedClocks: _breached, withdrawnClocks: _withdrawn, ...oldCycle } = cycle;
      const row = {
        ...known,
        engagement: { recorded: 3, own: 2, lastOwnAtMs: 9 },
        touches: { count: 2, firstAtMs: 1, lastAtMs: 2 },
        standings: { default: { atMs: 1, outcome: 'none', grade: 'D4', stage: 'aware' } },
        cycles: [{ ...oldCycle, breaches: 1, breachesWithdrawn: 1, firstTouch: { businessMinutes: 3, inTime: true } }],
      };
      await save({ a: row as unknown as FeedbackLead });
      const read = await setup.leads.find('a');
      expect(read).toEqual({
        ...lead,
        engagement: { catalogued: { firstAtMs: lead.stages.engaged, lastAtMs: 9 }, others: {}, lastOwnAtMs: 9 },
        touches: { firstAtMs: 1, lastAtMs: 2 },
        standings: { default: { ...row.standings.default, leadVersion: 0 } },
        cycles: [{ ...cycle, firstTouch: { atMs: 0, leadVersion: 0, businessMinutes: 3, inTime: true } }],
      });
      expect(await setup.database.transaction((tx) => setup.leads.load(['a'], [], tx))).toEqual(new Map([['a', read]]));
      await save({ a: read! });
      expect(await setup.leads.find('a')).toEqual(read);
    });

    test('objections are counted however they are spelt, with the newest as examples', async () => {
      const [day1, day2, day3] = ['2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z', '2026-03-03T00:00:00.000Z'];
      const ada = saysNo(saysNo(newFeedbackLead(), '1', 'Too expensive', day1!), '2', 'No  SSO', day2!);
      const ben = saysNo(saysNo(newFeedbackLead(), '3', 'too\u0000expensive ', day3!), '4', 'TOO EXPENSIVE', day2!);
      await save({ ada, ben, cy: newFeedbackLead() });
      const { total, items } = await setup.leads.objections(1);
      expect({ total, items }).toEqual({
        total: 4,
        items: [
          {
            ...{ objection: 'too expensive', count: 3, leads: 2, lastAtMs: Date.parse(day3!) },
            examples: [
              { leadId: 'ben', text: 'too expensive', pain: 'pain of 3', atMs: Date.parse(day3!) },
              { leadId: 'ben', text: 'TOO EXPENSIVE', pain: 'pain of 4', atMs: Date.parse(day2!) },
              { leadId: 'ada', text: 'Too expensive', pain: 'pain of 1', atMs: Date.parse(day1!) },
            ],
          },
        ],
      });
      expect((await setup.leads.objections(10)).items.map(({ objection }) => objection)).toEqual([
        'too expensive',
        'no sso',
      ]);
    });
  });
}
