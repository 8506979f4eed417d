import { describe, expect, test } from '@jest/globals';
import { LANES, noRebuild, type LaneReplays } from '@smarketing/messaging';
import { describeReplays } from './describe-replays.ts';

const at = Date.parse('2026-03-02T12:00:00.000Z');
const lanes = Array.from({ length: LANES }, (_, lane) => lane);
const done = (lane: number, id = 'b'): LaneReplays => ({
  ...{ lane, running: null, retellings: [] },
  finished: { id, startedAtMs: at + lane, taken: 10, finishedAtMs: at + 1_000 + lane },
});
const running = (lane: number, id = 'b'): LaneReplays => ({
  ...done(lane, 'a'),
  running: { id, startedAtMs: at + lane, taken: 3, waitingFor: ['sla', 'ingestion'] },
});
const of = (replays: readonly LaneReplays[], service = 'console') => ({ service, replays });

describe('the replays of an installation', () => {
  test('are none, where none was asked for', () => {
    expect(describeReplays([of([]), of([{ lane: 1, ...noRebuild }])])).toEqual([]);
  });

  test('run until all lanes are done, whoever has them', () => {
    const [one, ...others] = lanes;
    const half = of([running(one!), ...others.slice(0, 9).map((lane) => done(lane))]);
    expect(describeReplays([half, of(others.slice(9).map((lane) => done(lane)))])).toEqual([
      {
        ...{ for: 'console', id: 'b', state: 'running', lanes: { done: LANES - 1, total: LANES } },
        ...{ events: (LANES - 1) * 10 + 3, waitingFor: ['ingestion', 'sla'] },
        ...{ startedAt: '2026-03-02T12:00:00.000Z', finishedAt: null },
      },
    ]);
  });

  test('are done once, at the last lane’s end', () => {
    expect(describeReplays([of(lanes.map((lane) => done(lane)))])).toEqual([
      expect.objectContaining({ state: 'done', events: LANES * 10, finishedAt: '2026-03-02T12:00:01.023Z' }),
    ]);
  });

  test('of one service count for themselves: lanes that have done an older one are yet to begin', () => {
    const mixed = [running(0, 'c'), ...lanes.slice(1).map((lane) => done(lane, 'b'))];
    const found = describeReplays([
      of(mixed),
      of(
        lanes.map((lane) => done(lane, 'a')),
        'scoring',
      ),
    ]);
    expect(found).toEqual([
      expect.objectContaining({ for: 'scoring', id: 'a', state: 'done' }),
      expect.objectContaining({ for: 'console', id: 'c', lanes: { done: 0, total: LANES }, events: 3 }),
    ]);
  });
});
