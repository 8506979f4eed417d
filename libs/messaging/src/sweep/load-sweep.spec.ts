import { describe, expect, it } from '@jest/globals';
import { LaneDraft } from '../lane-draft.ts';
import { Lane } from '../lane.ts';
import { MemoryLaneDatabase } from '../memory-lane-database.ts';
import { noRebuild } from '../rebuild/lane-rebuild.ts';
import { owesSweep, type LaneSweep } from './lane-sweep.ts';
import { loadSweep } from './load-sweep.ts';
import { SweptCounts, leadsOf, type CountUnder } from './sweep-scene.ts';

const sweep: LaneSweep = { version: 2, after: 'x', done: 3, startedAtMs: 1, finishedAtMs: null };

function draftOf(lane: number): LaneDraft {
  const row = { lane, epoch: 1, offsets: {}, seen: {}, sent: {}, clockMs: 0, agreementVersion: 1, sweep: null };
  const draft = new LaneDraft(
    new Lane({ ...row, rebuild: noRebuild }, { last: 0, concerns: () => true, onStop: () => undefined }),
  );
  draft.sweeps = true;
  return draft;
}

/** What each of the drafts gets of a page, with so many states in each of their lanes. */
async function page(drafts: readonly LaneDraft[], limit: number): Promise<number[]> {
  const database = new MemoryLaneDatabase();
  const states = new SweptCounts();
  await database.transaction(async (tx) => {
    const keys = drafts.flatMap(({ lane }) => leadsOf(lane.number, 5));
    await states.save(new Map(keys.map((key): [string, CountUnder] => [key, { version: 0, seen: [] }])), tx);
    await loadSweep(tx, drafts, states as never, { version: 1, limit, nowMs: 7 });
  });
  return drafts.map(({ adopting }) => adopting.length);
}

describe('the page of a batch', () => {
  it('is taken from one lane after the other, while all begin', async () => {
    const drafts = [draftOf(1), draftOf(2), draftOf(3)];
    expect(await page(drafts, 7)).toEqual([5, 2, 0]);
    expect(drafts.map(({ sweep: at }) => [at?.done, at?.finishedAtMs])).toEqual([
      [5, 7],
      [2, null],
      [0, null],
    ]);
  });

  it('leaves out a lane that is being built again: it lacks much of what is known', async () => {
    const [rebuilding, other] = [draftOf(1), draftOf(2)];
    rebuilding.rebuild = { ...noRebuild, running: { id: 'r', startedAtMs: 0, taken: 0, waitingFor: ['sla'] } };
    expect(await page([rebuilding, other], 7)).toEqual([0, 5]);
    expect(rebuilding.sweep).toBeNull();
  });

  it('leaves out a lane that a replayed letter has brought ahead of what is in force', async () => {
    const [ahead, other] = [draftOf(1), draftOf(2)];
    ahead.agreementVersion = 2;
    expect(await page([ahead, other], 7)).toEqual([0, 5]);
    expect([ahead.sweep, other.sweep?.version]).toEqual([null, 1]);
  });
});

describe('a lane owes a sweep', () => {
  it.each([
    ['where it never made one', null, true],
    ['of a newer version', { ...sweep, version: 1, finishedAtMs: 5 }, true],
    ['that is not done', sweep, true],
  ])('%s', (_when, at, owes) => {
    expect(owesSweep(at, 2)).toBe(owes);
  });

  it.each([
    ['that is done', { ...sweep, finishedAtMs: 5 }],
    ['of an earlier version than it has seen, whatever the clock says', { ...sweep, version: 3 }],
  ])('but not one %s', (_when, at) => {
    expect(owesSweep(at, 2)).toBe(false);
  });
});
