import { afterEach, describe, expect, it } from '@jest/globals';
import { leadEnrolled, type CloudEvent } from '@smarketing/contracts';
import { eventually } from '@smarketing/testing';
import { Fenced, UnknownOutcome } from '../lane-database.ts';
import { laneOf } from '../lanes.ts';
import type { MemoryFaults } from '../memory-lane-database.ts';
import { MemoryTx } from '../memory-tx.ts';
import type { Reactor } from '../reactor.ts';
import type { Tx } from '../tx.ts';
import { MemoryDeadLetters } from '../memory-dead-letters.ts';
import { Fault, FaultyDatabase, FixedEnvironment, RunnerScene, now, won } from '../scene/runner-scene.ts';
import { SweptCounts, adopting, leadsOf, reactors, type CountUnder } from './sweep-scene.ts';

const LANE = 7;
const leads = leadsOf(LANE, 60);
const others = Array.from({ length: 100 }, (_, n) => `other-${n}`);

class CountingDatabase extends FaultyDatabase {
  commits = 0;
  override advance(...args: Parameters<FaultyDatabase['advance']>): Promise<void> {
    this.commits++;
    return super.advance(...args);
  }
}

let scene: RunnerScene;
let states: SweptCounts;
let environment: FixedEnvironment;
let database: CountingDatabase;
afterEach(() => scene.end());

/** As PostgreSQL, it works at several transactions at once. */
class Unqueued extends CountingDatabase {
  override async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const tx = new MemoryTx();
    return work(tx).catch((error: unknown) => {
      tx.rollBack();
      throw error;
    });
  }
}

async function set(
  adoption?: Reactor,
  faults: MemoryFaults = {},
  counts = new SweptCounts(),
  inMemory = new CountingDatabase(faults),
): Promise<void> {
  states = counts;
  environment = new FixedEnvironment();
  database = inMemory;
  scene = await RunnerScene.set({ reactors: reactors(adoption), states, environment, database });
  await database.transaction(async (tx) => {
    const stored = [...leads, ...others].map((key): [string, CountUnder] => [key, { version: 0, seen: [], under: 0 }]);
    await states.save(new Map(stored), tx);
  });
}

const seen = (key: string) => scene.seen(key);
const swept = (key: string, ...versions: string[]) => eventually(async () => expect(await seen(key)).toEqual(versions));
const isDone = () => eventually(() => expect([scene.runner.status().lanes, scene.runner.sweeps()]).toEqual([24, []]));

/** Adopts a version, and waits until all is decided again under it. */
async function sweepAll(counts: SweptCounts): Promise<void> {
  await set(undefined, {}, counts, new Unqueued());
  await scene.runner.start();
  environment.newest = 1;
  for (const key of [...leads, ...others]) await swept(key, 'v1');
  await isDone();
}

/** Of what was published, each event once: a claim publishes again what its predecessor may not have. */
async function published(): Promise<string[]> {
  const records = await Promise.all(
    Array.from({ length: 24 }, (_, lane) => scene.log.read(leadEnrolled.topic, lane, 0, 10_000)),
  );
  const events = records.flat().map(({ value }) => JSON.parse(value) as CloudEvent<{ reason: string }>);
  const byId = new Map(events.map((event) => [event.id, event]));
  return [...byId.values()].map(({ subject, data }) => `${subject} ${data.reason}`);
}

describe('when a lane adopts another version of the agreement', () => {
  it('decides again on each of its states, once, though nothing else happens', async () => {
    await set();
    await scene.runner.start();
    await isDone();
    expect(await published()).toEqual([]);
    environment.newest = 1;
    for (const key of [...leads, ...others]) await swept(key, 'v1');
    await isDone();
    const all = [...leads, ...others].map((key) => `${key} v1`);
    await eventually(async () => expect((await published()).toSorted()).toEqual(all.toSorted()));
  });

  it('says how much there is to do, and how far it is', async () => {
    await set();
    await scene.runner.start();
    await isDone();
    environment.newest = 1;
    const owed = scene.runner.sweeps();
    expect(owed).toHaveLength(24);
    expect(owed[LANE]).toEqual({ lane: LANE, version: 1, done: 0, total: null, startedAtMs: null });
    const total = [...leads, ...others].filter((key) => laneOf(key) === LANE).length;
    await isDone();
    const [claimed] = await database.claim([LANE]);
    expect(claimed?.row.sweep).toMatchObject({ version: 1, done: total, startedAtMs: now, finishedAtMs: now });
  });

  it('asks the database for nothing more when all is done', async () => {
    await set();
    await scene.runner.start();
    environment.newest = 1;
    for (const key of leads) await swept(key, 'v1');
    await isDone();
    const before = database.commits;
    scene.runner.poke();
    await scene.append('a');
    await eventually(async () => expect(await seen('lead-1')).toContain('a'));
    expect(database.commits - before).toBe(1);
  });

  it.each([
    ['is rolled back', true],
    ['was done though nobody was told', false],
  ])('goes on where it stood when a commit in the middle %s', async (_how, isRolledBack) => {
    let commits = 0;
    const fail = () => {
      // The first ones are ours, and the adoption itself.
      if (++commits % 3 === 0) throw isRolledBack ? new Fault('transient') : new UnknownOutcome('no answer');
    };
    let isFailing = false;
    const hook = () => (isFailing ? fail() : undefined);
    await set(undefined, isRolledBack ? { beforeCommit: hook } : { afterCommit: hook });
    await scene.runner.start();
    isFailing = true;
    environment.newest = 1;
    for (const key of [...leads, ...others]) await swept(key, 'v1');
    isFailing = false;
    await isDone();
    await eventually(async () => expect(await published()).toHaveLength(leads.length + others.length));
    expect(new Set(await published()).size).toBe(leads.length + others.length);
  });

  it('lets the next owner of the lane go on where the last one stood', async () => {
    const stuck = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    let commits = 0;
    let isWatching = false;
    await set(undefined, {
      beforeCommit: async () => {
        // The common batch, the count, the page of one lane; then the page of another one.
        if (!isWatching || ++commits !== 4) return;
        reached.resolve();
        await stuck.promise;
        // Somebody else has claimed the lane meanwhile.
        throw new Fenced('overtaken');
      },
    });
    await scene.runner.start();
    isWatching = true;
    environment.newest = 1;
    await reached.promise;
    const next = scene.another();
    const stopped = scene.runner.stop();
    stuck.resolve();
    await stopped;
    await next.start();
    for (const key of [...leads, ...others]) await swept(key, 'v1');
    await eventually(async () => expect(await published()).toHaveLength(leads.length + others.length));
    expect(new Set(await published()).size).toBe(leads.length + others.length);
  });

  it('begins anew when a newer version comes while it is at it, and passes nobody over', async () => {
    let looks = 0;
    await set(
      adopting(() => {
        if (++looks === 30) environment.newest = 2;
      }),
    );
    await scene.runner.start();
    environment.newest = 1;
    for (const key of [...leads, ...others]) {
      await eventually(async () => expect((await seen(key)).at(-1)).toBe('v2'));
    }
    await isDone();
    for (const key of [...leads, ...others]) expect(['v2', 'v1,v2']).toContain((await seen(key)).join());
    expect((await Promise.all(leads.map(seen))).flat()).toContain('v1');
  });

  it('decides on what came in with the same batch first, and sees what that made of the state', async () => {
    const [key] = leads as [string];
    const looked: string[][] = [];
    await set(adopting((state, about) => void (about === key && looked.push([...state.seen]))));
    for (const deal of ['a', 'b']) await scene.log.append(won(deal, scene.numbers, { subject: key }));
    environment.newest = 1;
    await scene.runner.start();
    await isDone();
    await eventually(async () => expect(await seen(key)).toEqual(expect.arrayContaining(['a', 'b'])));
    expect([...(await seen(key))].toSorted().slice(0, 2)).toEqual(['a', 'b']);
    expect(looked.length).toBeLessThanOrEqual(1);
  });

  it('sets a state aside once on which nothing can be decided, and goes on with the rest', async () => {
    const [bad, ...good] = leads as [string, ...string[]];
    let isBroken = true;
    await set(
      adopting((_state, key) => {
        if (key === bad && isBroken) throw new RangeError('no score');
      }),
    );
    await scene.runner.start();
    environment.newest = 1;
    for (const key of good) await swept(key, 'v1');
    await isDone();
    const letters = [...database.deadLetters.values()];
    expect(letters).toMatchObject([
      { reactor: 'when-adopted', topic: 'adoption', partition: LANE, offset: 1, detail: 'RangeError: no score' },
    ]);
    isBroken = false;
    const [letter] = letters;
    await new MemoryDeadLetters(database).replay([letter!.id], 'ops', now);
    scene.runner.poke();
    await swept(bad, 'v1');
    expect(scene.stopped).toEqual([]);
  });

  it('sets a state aside that the database refuses', async () => {
    const [bad, ...good] = leads as [string, ...string[]];
    await set(adopting());
    states.refuses = (state) => state.seen.includes('v1') && state.seen.includes('poison');
    await database.transaction((tx) =>
      states.save(new Map([[bad, { version: 0, seen: ['poison'], under: 0 } as CountUnder]]), tx),
    );
    await scene.runner.start();
    environment.newest = 1;
    for (const key of good) await swept(key, 'v1');
    await isDone();
    expect(await seen(bad)).toEqual(['poison']);
    expect([...database.deadLetters.values()]).toMatchObject([{ reason: 'bad-data', topic: 'adoption' }]);
  });

  it('adopts nothing that is not in force yet', async () => {
    await set();
    environment.known = () => true;
    await scene.runner.start();
    await isDone();
    await scene.log.append(won('early', scene.numbers, { subject: leads[0]!, agreementVersion: 3 }));
    await swept(leads[0]!, 'early');
    expect(await seen(leads[1]!)).toEqual([]);
    environment.newest = 3;
    await swept(leads[1]!, 'v3');
  });

  it('keeps nobody waiting but those of the lane whose page is under way', async () => {
    const stuck = Promise.withResolvers<void>();
    class Slow extends SweptCounts {
      override async save(counts: ReadonlyMap<string, CountUnder>, tx: Tx): Promise<void> {
        const isPage = [...counts].some(([key, { under }]) => under === 1 && leads.includes(key));
        if (isPage) await stuck.promise;
        return super.save(counts, tx);
      }
    }
    await set(adopting(), {}, new Slow(), new Unqueued());
    await scene.runner.start();
    environment.newest = 1;
    const elsewhere = others.filter((key) => laneOf(key) !== LANE);
    for (const key of elsewhere) await swept(key, 'v1');
    await scene.log.append(won('elsewhere', scene.numbers, { subject: elsewhere[0]! }));
    await swept(elsewhere[0]!, 'v1', 'elsewhere');
    const total = [...leads, ...others].filter((key) => laneOf(key) === LANE).length;
    expect(scene.runner.sweeps()).toMatchObject([{ lane: LANE, done: 0, total }]);
    expect(scene.runner.status().unpublished).toBe(1);
    stuck.resolve();
    await isDone();
    expect(await seen(leads[0]!)).toEqual(['v1']);
  });

  it('waits for nobody who counts how much there is to do', async () => {
    const counting = Promise.withResolvers<void>();
    const asked: (readonly number[])[] = [];
    class Uncounted extends SweptCounts {
      override async countBehind(lanes: readonly number[], version: number, tx: Tx) {
        asked.push(lanes);
        await counting.promise;
        return super.countBehind(lanes, version, tx);
      }
    }
    await sweepAll(new Uncounted());
    counting.resolve();
    // Each lane with something to do was asked for once.
    const withKeys = new Set([...leads, ...others].map((key) => laneOf(key)));
    expect(new Set(asked.flat())).toEqual(withKeys);
    expect(asked.flat()).toHaveLength(withKeys.size);
  });

  it('goes on where the database cannot say how much there is to do', async () => {
    class Uncountable extends SweptCounts {
      override async countBehind(): Promise<ReadonlyMap<number, number>> {
        throw new RangeError('too many');
      }
    }
    await sweepAll(new Uncountable());
    expect(scene.runner.status().waiting).toEqual([]);
  });
});
