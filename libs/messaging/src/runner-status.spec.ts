import { expect, it } from '@jest/globals';
import { NoEnvironment } from './environment.ts';
import { runnerStatus, type RunnerState } from './runner-status.ts';

const now = Date.parse('2026-03-02T09:00:00Z');
const secondsAgo = (seconds: number): number => performance.now() - seconds * 1_000;
const waitingOf = (state: Partial<RunnerState>) =>
  runnerStatus({
    ...{ nowMs: now, lanes: [{ number: 3, stopped: null, awaited: null }], ownedSince: 0, joiningSince: null },
    ...{
      workingSince: null,
      askingLogSince: null,
      deciding: 0,
      publisher: { pending: 0, sendingSince: null },
      retries: { list: () => [] },
    },
    ...{ held: null, environment: new NoEnvironment(), failure: null },
    ...state,
  }).waiting;

it.each([
  ['a batch that the database does not answer', { workingSince: secondsAgo(10) }, 'database'],
  ['a question that the log does not answer', { workingSince: secondsAgo(10), askingLogSince: secondsAgo(10) }, 'log'],
  ['a batch that the log does not answer', { publisher: { pending: 1, sendingSince: secondsAgo(10) } }, 'log'],
  ['timers that the upstream holds', { held: { sinceMs: now - 10_000, by: 'upstream' as const } }, 'timers'],
  ['timers that lanes of its own hold', { held: { sinceMs: now - 10_000, by: 'own lanes' as const } }, 'timers'],
])('%s is waited for, since then', (_what, state, kind) => {
  expect(waitingOf(state)).toEqual([
    { lane: null, kind, because: expect.any(String), sinceMs: expect.closeTo(now - 10_000, -3) },
  ]);
});

it.each([
  ['a batch', { workingSince: secondsAgo(1) }],
  ['a publication', { publisher: { pending: 1, sendingSince: secondsAgo(1) } }],
  ['a timer', { held: { sinceMs: now - 1_000, by: 'upstream' as const } }],
])('%s that takes a second is work', (_what, state) => {
  expect(waitingOf(state)).toEqual([]);
});

it('who owns no lanes holds no timers', () => {
  expect(waitingOf({ lanes: [], held: { sinceMs: now - 10_000, by: 'upstream' } })).toEqual([]);
});

it('a server that fails is named once, with its error rather than its silence', () => {
  const failing = { what: 'publishing to the log', asked: 'log', since: secondsAgo(30), error: 'away' } as const;
  const waiting = waitingOf({
    retries: { list: () => [failing] },
    publisher: { pending: 1, sendingSince: secondsAgo(30) },
  });
  expect(waiting).toEqual([
    {
      lane: null,
      kind: 'log',
      because: 'publishing to the log is tried again and again: away',
      sinceMs: expect.closeTo(now - 30_000, -3),
    },
  ]);
});
