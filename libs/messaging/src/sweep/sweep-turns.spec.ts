import { expect, it } from '@jest/globals';
import { Lane } from '../lane.ts';
import type { LaneRow } from '../lane-database.ts';
import { noRebuild } from '../rebuild/lane-rebuild.ts';
import type { LaneSweep } from './lane-sweep.ts';
import { SweepTurns } from './sweep-turns.ts';

const VERSION = 2;
const begun: LaneSweep = { version: VERSION, after: null, done: 0, startedAtMs: 1, finishedAtMs: null };

function laneOf(lane: number, row: Partial<LaneRow> = {}): Lane {
  const empty = { lane, epoch: 1, offsets: {}, seen: {}, sent: {}, clockMs: 0, agreementVersion: VERSION };
  return new Lane(
    { ...empty, sweep: begun, rebuild: noRebuild, ...row },
    { last: 0, concerns: () => true, onStop: () => undefined },
  );
}

const lanes = [7, 3, 11].map((number) => laneOf(number));

/** The lanes of so many turns, each of which ends before the next one begins. */
function turnsOf(turns: SweepTurns, of: readonly Lane[], count: number): (number | null)[] {
  return Array.from({ length: count }, () => {
    const lane = turns.begin(of, VERSION);
    if (lane !== null) turns.end(lane);
    turns.endRest();
    return lane?.number ?? null;
  });
}

it('goes round all lanes, and begins again', () => {
  expect(turnsOf(new SweepTurns(), lanes, 5)).toEqual([3, 7, 11, 3, 7]);
});

it('has two lanes at it at once, and no lane twice', () => {
  const turns = new SweepTurns();
  const [first, second] = [turns.begin(lanes, VERSION)!, turns.begin(lanes, VERSION)!];
  expect([first.number, second.number]).toEqual([3, 7]);
  expect(lanes.map((lane) => turns.has(lane))).toEqual([true, true, false]);
  expect(turns.begin(lanes, VERSION)).toBeNull();
  turns.end(second);
  expect([turns.has(first), turns.has(second)]).toEqual([true, false]);
  expect(turns.begin(lanes, VERSION)?.number).toBe(11);
});

it('lets the common batch come by between two turns of one lane', () => {
  const turns = new SweepTurns();
  const only = [laneOf(5)];
  turns.end(turns.begin(only, VERSION)!);
  expect(turns.begin(only, VERSION)).toBeNull();
  expect(turns.endRest()).toBe(true);
  expect(turns.begin(only, VERSION)?.number).toBe(5);
  expect(turns.endRest()).toBe(false);
});

it.each([
  ['whose sweep has not begun', { sweep: null }],
  ['that is at an earlier version', { sweep: { ...begun, version: 1 } }],
  ['that has adopted a version which is not in force yet', { agreementVersion: 3 }],
  ['that is done', { sweep: { ...begun, finishedAtMs: 5 } }],
  [
    'that is being rebuilt',
    { rebuild: { ...noRebuild, running: { id: 'r', startedAtMs: 0, taken: 0, waitingFor: [] } } },
  ],
])('passes over a lane %s', (_which, row) => {
  expect(turnsOf(new SweepTurns(), [laneOf(1, row), laneOf(9)], 2)).toEqual([9, 9]);
});

it('passes over a lane that stands still, and begins none before there is an agreement', () => {
  const stopped = laneOf(1);
  stopped.stop('poison', 'tested');
  const turns = new SweepTurns();
  expect(turns.begin([stopped], VERSION)).toBeNull();
  expect(turns.begin(lanes, null)).toBeNull();
});
