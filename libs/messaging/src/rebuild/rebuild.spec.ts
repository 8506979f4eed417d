import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { isReplayTopic, topics } from '@smarketing/contracts';
import { eventually } from '@smarketing/testing';
import { UnknownOutcome } from '../lane-database.ts';
import { Fault } from '../scene/runner-scene.ts';
import { ReplayScene, consoleReactors, tellers } from '../scene/replay-scene.ts';

// Whole installations in memory: on a busy machine they need a while.
jest.setTimeout(60_000);

let scene: ReplayScene;
afterEach(() => scene.end());

const leads = Array.from({ length: 30 }, (_, n) => `lead-${n}`);
const until = (check: () => Promise<void> | void): Promise<void> =>
  eventually(async () => check(), { withinMs: 20_000, everyMs: 20 });

async function sayMuch(rounds = 3): Promise<void> {
  for (let round = 0; round < rounds; round++)
    for (const [n, lead] of leads.entries()) await scene.say(tellers[(n + round) % tellers.length]!, lead);
}

/** What the console knows is what was said, without what timers noted. */
async function knowsAll(): Promise<void> {
  for (const lead of leads) {
    const known = (await scene.heard(lead)).filter((id) => !id.startsWith('timer'));
    expect(known).toEqual([...(scene.published.get(lead) ?? [])].toSorted());
  }
}

describe('a rebuild', () => {
  it('gives what was known again, without what nobody had said, and tells nobody else anything', async () => {
    scene = await ReplayScene.set();
    await scene.start('console', ...tellers);
    await sayMuch();
    await until(knowsAll);
    await scene.pretend('lead-3', 'never said');
    const ordinary = Object.keys(topics).filter((topic) => !isReplayTopic(topic));
    const heads = await scene.heads(ordinary);
    const id = await scene.replay();
    await until(() => expect(scene.isDone(id)).toBe(true));
    await knowsAll();
    expect(await scene.heads(ordinary)).toEqual(heads);
    const taken = scene.lanes().reduce((sum, { finished }) => sum + (finished?.taken ?? 0), 0);
    expect(taken).toBe(3 * leads.length);
    expect(scene.letters).toEqual([]);
  });

  it('is told page by page, also of a lead of whom there is more than a page', async () => {
    scene = await ReplayScene.set();
    await scene.start('console', ...tellers);
    for (let n = 0; n < 450; n++) await scene.say('routing', 'lead-1');
    await until(async () => expect((await scene.heard('lead-1')).length).toBe(450));
    const id = await scene.replay();
    await until(() => expect(scene.isDone(id)).toBe(true));
    await knowsAll();
  });

  it('waits for who is down, holds its timers back meanwhile, and is done afterwards', async () => {
    const here = tellers.filter((teller) => teller !== 'sla');
    scene = await ReplayScene.set();
    await scene.start('console', ...here);
    const id = await scene.replay();
    await until(() => {
      expect(scene.lanes().every(({ running }) => running?.waitingFor.join() === 'sla')).toBe(true);
    });
    // Ingestion says all kinds of things, a won deal among them, which sets a timer that is due at once.
    for (let n = 0; n < 8; n++) await scene.say('ingestion', 'lead-1');
    await until(async () => expect((await scene.heard('lead-1')).length).toBe(8));
    expect(await scene.heard('lead-1')).not.toContain('timer true');
    expect(scene.isDone(id)).toBe(false);
    await scene.start('sla');
    await until(() => expect(scene.isDone(id)).toBe(true));
    await until(async () => expect(await scene.heard('lead-1')).toContain('timer true'));
  });

  it('that is asked for again begins anew, and the first one is over with it', async () => {
    scene = await ReplayScene.set();
    await scene.start('console', ...tellers.slice(1));
    await sayMuch(1);
    await scene.replay();
    await until(() => expect(scene.lanes().every(({ running }) => running?.waitingFor.length === 1)).toBe(true));
    await scene.pretend('lead-3', 'never said');
    const second = await scene.replay();
    await scene.start(tellers[0]!);
    await until(() => expect(scene.isDone(second)).toBe(true));
    await until(knowsAll);
  });

  it('that cannot be told at the moment keeps no live event waiting, and is told later', async () => {
    scene = await ReplayScene.set();
    await scene.start('console', ...tellers);
    await sayMuch(1);
    await until(knowsAll);
    scene.isMute = true;
    const id = await scene.replay();
    await until(() => expect(scene.retried).toContain('sla: reading what is told again'));
    await scene.say('sla', 'lead-7');
    const live = [...scene.published.get('lead-7')!].at(-1);
    await until(async () => expect(await scene.heard('lead-7')).toContain(live));
    expect(scene.isDone(id)).toBe(false);
    scene.isMute = false;
    await until(() => expect(scene.isDone(id)).toBe(true));
    await until(knowsAll);
    expect(scene.stopped).toEqual([]);
  });

  it('sets aside what cannot be learnt, and goes on', async () => {
    scene = await ReplayScene.set({ reactors: consoleReactors(({ id }) => id === 'sla-4') });
    await scene.start('console', ...tellers);
    for (const lead of ['lead-1', 'lead-1', 'lead-2', 'lead-1']) await scene.say('sla', lead);
    await until(async () => expect((await scene.heard('lead-1')).length).toBe(3));
    const id = await scene.replay();
    await until(() => expect(scene.isDone(id)).toBe(true));
    expect(await scene.heard('lead-1')).toEqual(['sla-1', 'sla-2']);
    expect(scene.letters).toEqual(['on-anything sla-4']);
  });

  it.each([1, 2, 3, 4])(
    'loses and doubles nothing while live events come, commits fail and lanes move, seed %d',
    async (seed) => {
      let state = seed * 7_919;
      const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
      const chance = (of: number): boolean => isFaulty && random() < of;
      let isFaulty = false;
      const faults = {
        beforeCommit: () => {
          if (chance(0.1)) throw new Fault('transient');
        },
        afterCommit: () => {
          if (chance(0.1)) throw new UnknownOutcome('the answer was lost');
        },
      };
      scene = await ReplayScene.set({ faults });
      await scene.start('console', ...tellers);
      await sayMuch(2);
      await until(knowsAll);
      isFaulty = true;
      let last = '';
      const ask = async (): Promise<void> => void (last = await scene.replay());
      await ask();
      for (let n = 0; n < 60; n++) {
        const lead = leads[Math.floor(random() * leads.length)]!;
        await scene.say(tellers[Math.floor(random() * tellers.length)]!, lead);
        if (n === 20 || n === 40) {
          const moving = n === 20 ? 'console' : tellers[seed % tellers.length]!;
          await scene.start(moving);
          await scene.stop(moving);
        }
        if (n === 30) await ask();
      }
      isFaulty = false;
      await until(() => expect(scene.isDone(last)).toBe(true));
      await until(knowsAll);
      expect([scene.letters, scene.stopped]).toEqual([[], []]);
    },
  );
});
