import { beforeEach, describe, expect, it } from '@jest/globals';
import { laneOf } from '@smarketing/messaging';
import { emptyTallies } from '@smarketing/agreement';
import { newLeadScore, type LeadScore } from '../domain/lead-score.ts';
import { KeptLeads, type RowAndLead } from './kept-leads.ts';

const keys = Array.from({ length: 300 }, (_, n) => `lead-${n}`);
const lanes = [...new Set(keys.map((key) => laneOf(key)))];
const [one] = keys as [string];

const base: LeadScore = { ...newLeadScore(), version: 1, tallies: emptyTallies(7) };
/** With one more piece of evidence, and nothing else. */
const more = (lead: LeadScore): LeadScore => ({
  ...lead,
  noted: lead.noted + 1,
  tallies: { ...lead.tallies, newestAt: lead.noted },
});
const all = (lead: LeadScore): Map<string, LeadScore> => new Map(keys.map((key) => [key, lead]));

let nowMs: number;
let kept: KeptLeads;
beforeEach(() => {
  nowMs = 0;
  kept = new KeptLeads(() => nowMs);
  kept.claim(lanes);
  kept.seeing(lanes, new Map()).committed();
});

function batch(leads: ReadonlyMap<string, LeadScore>) {
  const plan = kept.plan(leads, () => true);
  plan.committed();
  return { rows: [...plan.rows.keys()], marked: plan.marked, cleared: plan.cleared };
}

describe('leads that are kept', () => {
  it('are at hand once they are committed, and not before', () => {
    const plan = kept.plan(all(base), () => true);
    expect(kept.get(one)).toBeUndefined();
    plan.committed();
    expect(kept.get(one)).toBe(base);
  });

  it('are forgotten with their lane, and not remembered by a batch that ends later', () => {
    batch(all(base));
    const late = kept.plan(all(more(base)), () => true);
    kept.dismiss([laneOf(one)]);
    expect(kept.get(one)).toBeUndefined();
    kept.claim([laneOf(one)]);
    late.committed();
    expect(kept.get(one)).toBeUndefined();
    expect(kept.unseen(keys)).toEqual([laneOf(one)]);
  });

  it('are none of lanes that are not ours', () => {
    kept.dismiss(lanes);
    expect(batch(all(base)).rows).toEqual(keys);
    expect([kept.get(one), kept.ownsAny]).toEqual([undefined, false]);
  });

  it('are not those whom only a sweep has come by', () => {
    const plan = kept.plan(all(base), (key) => key === one);
    plan.committed();
    expect(keys.filter((key) => kept.get(key) !== undefined)).toEqual([one]);
  });

  it('make room for others, unless they are behind', () => {
    batch(all(base));
    batch(all(more(base)));
    const others = Array.from({ length: 15_000 }, (_, n) => [`other-${n}`, base] as const);
    batch(new Map(others));
    expect(kept.get(one)).toEqual(more(base));
    expect(others.filter(([key]) => kept.get(key) !== undefined).length).toBeLessThanOrEqual(12_000);
  });
});

describe('under load', () => {
  it('a row waits that only evidence has been added to', () => {
    expect(batch(all(base)).rows).toEqual(keys);
    const second = batch(all(more(base)));
    expect(second.rows).toEqual([]);
    expect(new Set(second.marked)).toEqual(new Set(lanes));
    expect(kept.get(one)).toEqual(more(base));
  });

  it.each<[string, (lead: LeadScore) => LeadScore]>([
    ['something was decided', (lead) => ({ ...lead, version: lead.version + 1 })],
    ['it stands elsewhere', (lead) => ({ ...lead, standings: { default: {} as never } })],
    ['something was told', (lead) => ({ ...lead, profile: { version: 1, fields: {} } })],
    ['sales was in touch', (lead) => ({ ...lead, pressure: { ...lead.pressure, touches: [] } })],
    ['a timer was set', (lead) => ({ ...lead, armedForMs: 5 })],
    ['the rules are others', (lead) => ({ ...lead, tallies: emptyTallies(8) })],
    ['its tallies are in doubt', (lead) => ({ ...lead, tallies: { ...lead.tallies, rebuild: true } })],
    ['a snapshot is awaited', (lead) => ({ ...lead, toldVersion: lead.toldVersion + 1 })],
  ])('a row is written where %s', (_what, change) => {
    batch(all(base));
    expect(batch(new Map([...all(more(base)), [one, change(more(base))]])).rows).toEqual([one]);
  });

  it('a row waits half a minute at most, while its lane has work', () => {
    batch(all(base));
    nowMs = 1_000;
    batch(all(more(base)));
    nowMs = 30_999;
    expect(batch(all(more(more(base)))).rows).toEqual([]);
    nowMs = 31_000;
    const last = batch(all(more(more(more(base)))));
    expect(last.rows).toEqual(keys);
    expect(new Set(last.cleared)).toEqual(new Set(lanes));
  });

  it('who is behind and has nothing new follows too, in lanes of the batch only', () => {
    const lead = more(base);
    batch(all(base));
    batch(all(lead));
    nowMs = 30_000;
    const busy = new Map(keys.filter((key) => laneOf(key) !== laneOf(one)).map((key) => [key, more(lead)]));
    const plan = batch(busy);
    expect(plan.rows.toSorted()).toEqual([...busy.keys()].toSorted());
    expect(plan.cleared).not.toContain(laneOf(one));
    expect(batch(new Map([[one, more(lead)]])).cleared).toEqual([laneOf(one)]);
  });
});

describe('under a load of small batches', () => {
  const few = (count: number, lead: LeadScore) => new Map(keys.slice(0, count).map((key) => [key, lead]));

  it('rows wait once there were a hundred leads within a second', () => {
    batch(few(99, base));
    expect(batch(few(1, more(base))).rows).toEqual([]);
    nowMs += 999;
    expect(batch(few(99, more(more(base)))).rows).toEqual([]);
  });

  it('fewer are written, however long they go on', () => {
    batch(few(49, base));
    for (let n = 0; n < 20; n++) {
      nowMs += 500;
      expect(batch(few(49, { ...more(base), noted: n + 2 })).rows).toHaveLength(49);
    }
  });
});

describe('when little comes', () => {
  it('rows still wait for a second after the last of a hundred leads', () => {
    batch(all(base));
    nowMs += 999;
    expect(batch(new Map([[one, more(base)]])).rows).toEqual([]);
    nowMs += 1_000;
    expect(batch(new Map([[one, more(more(base))]])).rows).toEqual([one]);
  });

  it('each row is written', () => {
    batch(all(base));
    nowMs += 1_000;
    expect(batch(new Map([[one, more(base)]])).rows).toEqual([one]);
  });

  it('so are those of its lane that are behind', () => {
    batch(all(base));
    batch(all(more(base)));
    nowMs += 1_000;
    const sameLane = keys.filter((key) => laneOf(key) === laneOf(one));
    const plan = batch(new Map([[one, more(more(base))]]));
    expect(plan.rows.toSorted()).toEqual(sameLane.toSorted());
    expect(plan.cleared).toEqual([laneOf(one)]);
  });
});

describe('after a claim', () => {
  const behind: ReadonlyMap<string, RowAndLead> = new Map([[one, { row: base, lead: more(base) }]]);

  it('the lanes are to be looked at once, when that is committed', () => {
    kept.claim(lanes);
    expect([...kept.unseen([one])]).toEqual([laneOf(one)]);
    const seen = kept.seeing([laneOf(one)], new Map([[laneOf(one), behind]]));
    expect(kept.unseen([one])).toEqual([laneOf(one)]);
    expect(seen.leads.get(one)).toEqual(behind.get(one));
    seen.committed();
    expect(kept.unseen([one])).toEqual([]);
    expect(kept.get(one)).toEqual(more(base));
  });

  it('who was left behind follows with the next batch of the lane', () => {
    kept.claim(lanes);
    kept.seeing([laneOf(one)], new Map([[laneOf(one), behind]])).committed();
    const other = keys.find((key) => key !== one && laneOf(key) === laneOf(one))!;
    const plan = batch(new Map([[other, base]]));
    expect(plan.rows.toSorted()).toEqual([one, other].toSorted());
    expect(plan.cleared).toEqual([laneOf(one)]);
  });
});
