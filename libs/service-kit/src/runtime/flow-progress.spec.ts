import { describe, expect, it } from '@jest/globals';
import type { RunnerStatus, SweepProgress } from '@smarketing/messaging';
import { FlowProgress, type Watched } from './flow-progress.ts';

const now = Date.parse('2026-03-02T12:00:00.000Z');
const wellStatus: RunnerStatus = {
  ...{ lanes: 2, owned: [0, 1], ownedSinceMs: now - 60_000, stopped: [], waiting: [], unpublished: 0, failure: null },
};
const never = new Promise<never>(() => undefined);

function scene(watched: Partial<Watched> = {}, status: Partial<RunnerStatus> = {}) {
  const progress = new FlowProgress(20);
  progress.watch({
    service: 'scoring',
    runner: {
      status: () => ({ ...wellStatus, ...status }),
      replays: () => [],
      sweeps: () => [],
      table: { topics: ['t'] },
    },
    environment: { isUpToDate: async () => true },
    inboxWaiting: async () => false,
    ...watched,
  });
  const read = async () => (await progress.read()).services[0]!;
  return { progress, read };
}

describe('what a process says of its part', () => {
  it('is how far it is, with instants as ISO 8601', async () => {
    const waiting = [{ lane: null, kind: 'timers', because: 'held', sinceMs: now - 5_000 } as const];
    const stopped = [{ lane: 1, kind: 'poison', because: 'a fault', sinceMs: now - 1_000 } as const];
    expect(await scene({}, { waiting, stopped }).read()).toEqual({
      ...{ service: 'scoring', topics: ['t'], lanes: 2, owned: [0, 1], unpublished: 0, failure: null },
      ownedSince: '2026-03-02T11:59:00.000Z',
      stopped: [{ lane: 1, kind: 'poison', because: 'a fault', since: '2026-03-02T11:59:59.000Z' }],
      waiting: [{ lane: null, kind: 'timers', because: 'held', since: '2026-03-02T11:59:55.000Z' }],
      inboxWaiting: false,
      replays: [],
      rescoring: null,
      upToDate: true,
    });
  });

  it('is what is yet to be decided again under another agreement, of all lanes together', async () => {
    const sweeps = () => [
      { lane: 0, version: 3, done: 5, total: 20, startedAtMs: now },
      { lane: 1, version: 3, done: 0, total: 10, startedAtMs: now },
    ];
    const runner = { status: () => wellStatus, replays: () => [], sweeps, table: { topics: [] } };
    expect(await scene({ runner }).read()).toMatchObject({
      rescoring: { version: 3, lanes: 2, done: 5, total: 30 },
    });
  });

  it('says nothing of how much there is to decide again until it was counted in all lanes that have begun', async () => {
    const begun = { lane: 0, version: 3, done: 5, startedAtMs: now };
    const waiting = { lane: 1, version: 3, done: 0, total: null, startedAtMs: null };
    const totalOf = async (...sweeps: readonly SweepProgress[]) => {
      const runner = { status: () => wellStatus, replays: () => [], sweeps: () => sweeps, table: { topics: [] } };
      return (await scene({ runner }).read()).rescoring!.total;
    };
    expect(await totalOf(waiting)).toBeNull();
    expect(await totalOf({ ...begun, total: null }, { ...begun, total: 9 })).toBeNull();
    expect(await totalOf({ ...begun, total: 20 }, waiting)).toBe(20);
  });

  it('is that it is behind, while what is kept has changed and was not read again', async () => {
    expect(await scene({ environment: { isUpToDate: async () => false } }).read()).toMatchObject({ upToDate: false });
  });

  it.each([
    [
      'refuses',
      () => Promise.reject(new Error('the database is starting up')),
      'the database does not answer: the database is starting up',
    ],
    ['keeps silent', () => never, 'the database does not answer: it keeps silent'],
  ])('is that nothing is known where the database %s', async (_how, isUpToDate, because) => {
    expect(await scene({ environment: { isUpToDate } }).read()).toMatchObject({
      inboxWaiting: true,
      upToDate: false,
      waiting: [{ lane: null, kind: 'database', because, since: null }],
    });
  });

  it('is told of the database once: the runner knows since when', async () => {
    const waiting = [{ lane: null, kind: 'database', because: 'a batch fails', sinceMs: now - 9_000 } as const];
    const told = await scene({ inboxWaiting: () => never }, { waiting }).read();
    expect(told.waiting.map(({ because }) => because)).toEqual(['a batch fails']);
  });

  it('is not ready where a membership is broken, and is where a lane stands still', async () => {
    const stopped = [{ lane: 1, kind: 'poison', because: 'a fault', sinceMs: now } as const];
    expect(scene({}, { stopped }).progress.brokenMembership()).toBeNull();
    expect(scene({}, { failure: 'boom' }).progress.brokenMembership()).toBe('scoring does not get on (boom)');
  });

  it('is whom lanes wait for that are built again, and what is told again', async () => {
    const running = { id: 'b', startedAtMs: now - 3_000, taken: 7, waitingFor: ['sla' as const] };
    const rebuilding = { lane: 1, running, finished: null, retellings: [] };
    const idle = { lane: 0, running: null, finished: null, retellings: [] };
    const runner = {
      ...{ status: () => wellStatus, replays: () => [idle, rebuilding], sweeps: () => [], table: { topics: [] } },
    };
    const { waiting, replays } = await scene({ runner }).read();
    const because = 'what it derives is built again: it waits for sla to tell the rest';
    expect(waiting).toEqual([{ lane: 1, kind: 'replay', because, since: '2026-03-02T11:59:57.000Z' }]);
    expect(replays).toEqual([rebuilding]);
  });

  it('is also what somebody at its edge says', async () => {
    const { progress, read } = scene();
    const item = { kind: 'intake', because: 'full', since: '2026-03-02T11:00:00.000Z' } as const;
    progress.listen('scoring', () => [item]);
    progress.listen('routing', () => [{ ...item, because: 'not of this service' }]);
    expect((await read()).waiting).toEqual([{ lane: null, ...item }]);
  });
});
