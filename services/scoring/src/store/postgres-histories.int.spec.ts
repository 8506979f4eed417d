import { beforeEach, expect, it } from '@jest/globals';
import type { ScorableEvent } from '@smarketing/agreement';
import { LANES } from '@smarketing/messaging';
import { newLeadAtHand, newLeadScore, type LeadAtHand } from '../domain/lead-score.ts';
import { ScoringDatabase } from '../scene/scoring-database.ts';
import { PostgresLeadScores } from './postgres-lead-scores.ts';

const lanes = Array.from({ length: LANES }, (_, lane) => lane);

const fresh = new ScoringDatabase();
/** No tallies are of this version: whoever is loaded comes with the whole history. */
const open = () => new PostgresLeadScores(fresh.service, () => 1_000_000);
let leads: PostgresLeadScores;

beforeEach(() => {
  leads = open();
});

/** Every third is told late, so that the order in which they came is not that in which they happened. */
const eventOf = (key: string, n: number): ScorableEvent => ({
  ...{ id: `${key}:${n}`, type: 'page_viewed', occurredAt: n % 3 === 0 ? n - 10 : n, receivedAt: n },
  properties: { title: `"${n}" \u0000 é`, messageId: `m${n}` },
});

/** A batch in which each of these leads does so much more. */
const batch = (counts: Readonly<Record<string, number>>) =>
  fresh.database.transaction(async (tx) => {
    const keys = Object.keys(counts);
    const loaded = await leads.load(keys, [], tx);
    const changed = keys.map((key): [string, LeadAtHand] => {
      const lead = loaded.get(key) ?? newLeadAtHand();
      const added = Array.from({ length: counts[key]! }, (_, n) => ({
        ...{ event: eventOf(key, lead.noted + n + 1), weighed: true },
      }));
      return [key, { ...lead, atHand: { ...lead.atHand, added } }];
    });
    await leads.save(new Map(changed), tx);
  });

const inOrder = (a: ScorableEvent, b: ScorableEvent): number => a.occurredAt - b.occurredAt || (a.id < b.id ? -1 : 1);
const expected = (key: string, count: number) =>
  Array.from({ length: count }, (_, n) => eventOf(key, n + 1)).toSorted(inOrder);
const loaded = async (key: string) => {
  const found = await fresh.database.transaction((tx) => leads.load([key], [], tx));
  return found.get(key)?.atHand.evidence?.();
};
const packs = async (key: string) => {
  const sql = 'SELECT through FROM scoring.evidence_pack WHERE lead = $1 ORDER BY through';
  return (await fresh.pool.query<{ through: number }>(sql, [key])).rows.map(({ through }) => through);
};

it('a history is whole at every length, of one batch and of many', async () => {
  let count = 0;
  for (const more of [1, 14, 1, 1, 15, 16, 17, 40, 3]) {
    await batch({ a: more, b: 1 });
    count += more;
    expect(await loaded('a')).toEqual(expected('a', count));
    expect(await leads.evidence('a', count)).toEqual(expected('a', count));
    expect(await leads.evidence('a', 9)).toEqual(expected('a', count).filter(({ occurredAt }) => occurredAt <= 9));
  }
  expect(await loaded('b')).toEqual(expected('b', 9));
  expect(await packs('a')).toEqual([16, 32, 48, 64, 80, 96]);
  expect(await packs('b')).toEqual([]);
});

it('what is packed is read from the packs alone, and what is not piece by piece', async () => {
  await batch({ a: 20 });
  await fresh.pool.query(`UPDATE scoring.evidence SET body = '{"id":"?","type":"?","occurredAt":0,"receivedAt":0}'`);
  const found = (await loaded('a'))!;
  expect(found.filter(({ id }) => id === '?')).toHaveLength(4);
  expect(found.filter(({ id }) => id !== '?').toSorted(inOrder)).toEqual(expected('a', 16));
});

it('of evidence from before it was numbered nothing is left out, nor told twice', async () => {
  await batch({ a: 20 });
  await fresh.pool.query('UPDATE scoring.evidence SET nth = 0; ');
  await fresh.pool.query('DELETE FROM scoring.evidence_pack');
  await fresh.pool.query('UPDATE scoring.lead_score SET noted = 0, body = $1', [JSON.stringify(newLeadScore())]);
  expect(await loaded('a')).toEqual(expected('a', 20));
  await fresh.database.transaction(async (tx) => {
    const lead = (await leads.load(['a'], [], tx)).get('a')!;
    const added = Array.from({ length: 17 }, (_, n) => ({ event: eventOf('a', 21 + n), weighed: true }));
    await leads.save(new Map([['a', { ...lead, atHand: { ...lead.atHand, added } }]]), tx);
  });
  expect(await packs('a')).toEqual([16]);
  expect(await loaded('a')).toEqual(expected('a', 37));
});

it('packs that were never made are made with the next one', async () => {
  await batch({ a: 30 });
  await fresh.pool.query('DELETE FROM scoring.evidence_pack');
  expect(await loaded('a')).toEqual(expected('a', 30));
  await batch({ a: 5 });
  expect(await packs('a')).toEqual([16, 32]);
  expect(await loaded('a')).toEqual(expected('a', 35));
});

it('what is forgotten is in no history, also once it is told again', async () => {
  await batch({ a: 20, b: 20 });
  await fresh.database.transaction((tx) => leads.forget(lanes, tx));
  expect(await loaded('a')).toEqual([]);
  expect(await packs('a')).toEqual([]);
  // As a replay tells it: the same pieces, of another generation.
  leads = open();
  await fresh.database.transaction(async (tx) => {
    const lead = (await leads.load(['a'], [], tx)).get('a')!;
    const added = Array.from({ length: 18 }, (_, n) => ({ event: eventOf('a', n + 1), weighed: true }));
    await leads.save(new Map([['a', { ...lead, atHand: { ...lead.atHand, added } }]]), tx);
  });
  expect(await packs('a')).toEqual([16]);
  expect(await loaded('a')).toEqual(expected('a', 18));
  expect(await loaded('b')).toEqual([]);
});

it('a batch that is rolled back leaves no pack', async () => {
  await batch({ a: 15 });
  const failing = fresh.database.transaction(async (tx) => {
    const lead = (await leads.load(['a'], [], tx)).get('a')!;
    const added = [{ event: eventOf('a', 16), weighed: true }];
    await leads.save(new Map([['a', { ...lead, atHand: { ...lead.atHand, added } }]]), tx);
    throw new Error('rolled back');
  });
  await expect(failing).rejects.toThrow('rolled back');
  expect(await packs('a')).toEqual([]);
  expect(await loaded('a')).toEqual(expected('a', 15));
});
