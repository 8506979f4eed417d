import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { emptyTallies } from '@smarketing/agreement';
import { engagementRecorded, type CloudEvent } from '@smarketing/contracts';
import { Conflict, LANES } from '@smarketing/messaging';
import { newLeadAtHand, type LeadAtHand } from '../domain/lead-score.ts';
import { ScoringDatabase } from '../scene/scoring-database.ts';
import { PostgresLeadScores } from './postgres-lead-scores.ts';

const VERSION = 7;
const lanes = Array.from({ length: LANES }, (_, lane) => lane);
const keys = Array.from({ length: 200 }, (_, n) => `lead-${n}`);
const [one] = keys as [string];

const fresh = new ScoringDatabase();

function owner(): PostgresLeadScores {
  const leads = new PostgresLeadScores(fresh.service, () => VERSION);
  leads.claimed(lanes);
  return leads;
}

const idOf = (key: string, n: number): string => `${key}:${n}`;
const told = (key: string, n: number): CloudEvent => {
  const data = { eventId: idOf(key, n) };
  return {
    specversion: '1.0',
    id: idOf(key, n),
    source: 's',
    type: engagementRecorded.type,
    subject: key,
    time: '',
    data,
  };
};

/** A lead with one more piece of evidence that changes nothing but what is derived. */
function withEvidence(lead: LeadAtHand, key: string, n: number): LeadAtHand {
  const event = { id: idOf(key, n), type: 'page_viewed', occurredAt: n, receivedAt: n };
  const tallies = lead.tallies.version === VERSION ? lead.tallies : emptyTallies(VERSION);
  return {
    ...lead,
    tallies: { ...tallies, newestAt: n },
    atHand: { ...lead.atHand, added: [{ event, weighed: true }] },
  };
}

/** A batch in which each of these leads does something. */
const batch = (leads: PostgresLeadScores, n: number, of: readonly string[] = keys) =>
  fresh.database.transaction(async (tx) => {
    const events = of.map((key) => told(key, n));
    const loaded = await leads.load(of, events, tx);
    await leads.save(new Map(of.map((key) => [key, withEvidence(loaded.get(key) ?? newLeadAtHand(), key, n)])), tx);
    return loaded;
  });

const rowOf = async (key: string) => {
  const sql = 'SELECT noted, (body ->> $2)::json AS tallies FROM scoring.lead_score WHERE key = $1';
  const { rows } = await fresh.pool.query<{ noted: number; tallies: { newestAt: number } }>(sql, [key, 'tallies']);
  return rows[0]!;
};
const marked = async () => (await fresh.pool.query('SELECT lane FROM scoring.lane_behind')).rowCount;

it('a row follows its evidence later, and whoever asks for the lead knows', async () => {
  const leads = owner();
  await batch(leads, 1);
  await batch(leads, 2);
  await batch(leads, 3);
  expect(await rowOf(one)).toMatchObject({ noted: 1, tallies: { newestAt: 1 } });
  expect(await marked()).toBe(LANES);
  expect(await leads.find(one)).toMatchObject({ noted: 3, tallies: { rebuild: true } });
  expect((await leads.evidence(one, 10)).map(({ id }) => id)).toEqual([1, 2, 3].map((n) => idOf(one, n)));
  // Until a second after the last large batch it might wait.
  await pause(1_050);
  await batch(leads, 4, [one]);
  expect(await rowOf(one)).toMatchObject({ noted: 4, tallies: { newestAt: 4 } });
  expect(await leads.find(one)).toMatchObject({ noted: 4, tallies: { rebuild: false, newestAt: 4 } });
});

it('what a process that ended left behind is folded anew by the next owner, with all of its evidence', async () => {
  const former = owner();
  await batch(former, 1);
  await batch(former, 2);
  const next = owner();
  const loaded = await batch(next, 3, [one]);
  expect(loaded.get(one)).toMatchObject({ noted: 2, tallies: { rebuild: true } });
  expect(loaded.get(one)!.atHand.evidence!().map(({ id }) => id)).toEqual([idOf(one, 1), idOf(one, 2)]);
});

it('what a process that ended had written is as good as ever', async () => {
  await batch(owner(), 1);
  const loaded = await batch(owner(), 2, [one]);
  expect(loaded.get(one)).toMatchObject({ noted: 1, tallies: { rebuild: false }, atHand: { evidence: null } });
});

it('a batch that is rolled back leaves nothing behind', async () => {
  const leads = owner();
  await batch(leads, 1);
  const failing = fresh.database.transaction(async (tx) => {
    const loaded = await leads.load(keys, [], tx);
    await leads.save(new Map(keys.map((key) => [key, withEvidence(loaded.get(key)!, key, 2)])), tx);
    throw new Error('rolled back');
  });
  await expect(failing).rejects.toThrow('rolled back');
  const loaded = await batch(leads, 2);
  expect(loaded.get(one)).toMatchObject({ noted: 1, tallies: { newestAt: 1 } });
  expect(await leads.find(one)).toMatchObject({ noted: 2 });
});

it('what is kept of a lane ends with it', async () => {
  const [first, second] = [owner(), owner()];
  await batch(first, 1);
  first.dismissed(lanes);
  second.claimed(lanes);
  await batch(second, 2);
  first.claimed(lanes);
  const loaded = await batch(first, 3, [one]);
  expect(loaded.get(one)).toMatchObject({ noted: 2 });
});

it('a rebuild forgets what is kept, and does so again where it was rolled back', async () => {
  const leads = owner();
  await batch(leads, 1);
  await batch(leads, 2);
  const forgetting = fresh.database.transaction(async (tx) => {
    await leads.forget(lanes, tx);
    const loaded = await leads.load([one], [], tx);
    expect(loaded.get(one)).toMatchObject({ noted: 0, generation: 1 });
    expect(loaded.get(one)!.atHand.evidence!()).toEqual([]);
    throw new Error('rolled back');
  });
  await expect(forgetting).rejects.toThrow('rolled back');
  const loaded = await fresh.database.transaction((tx) => leads.load([one], [], tx));
  expect(loaded.get(one)).toMatchObject({ noted: 2, generation: 0, tallies: { rebuild: true } });
  expect(loaded.get(one)!.atHand.evidence!()).toHaveLength(2);
});

it('evidence that is known already is found out, and the batch is decided again with what is known of it', async () => {
  const leads = owner();
  await batch(leads, 1);
  await batch(leads, 2);
  await expect(batch(leads, 1)).rejects.toBeInstanceOf(Conflict);
  const loaded = await fresh.database.transaction((tx) => leads.load([one], [told(one, 1), told(one, 9)], tx));
  expect([...loaded.get(one)!.atHand.known.keys()]).toEqual([idOf(one, 1)]);
  expect(loaded.get(one)).toMatchObject({ noted: 2, tallies: { newestAt: 2 } });
});
