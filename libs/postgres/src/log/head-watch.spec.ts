import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Pool } from 'pg';
import { HeadWatch } from './head-watch.ts';

const POLL_MS = 250;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A log of one partition that others append to. */
function watching() {
  const state = { head: 0, polls: 0, answer: Promise.resolve() };
  /** Answers as the log is when it is asked, and only once the test lets it. */
  const query = async () => {
    state.polls++;
    const { head } = state;
    await state.answer;
    return { rows: [{ pid: 1, head }] };
  };
  const watch = new HeadWatch({ query } as unknown as Pool, 'log', POLL_MS);
  return { watch, state };
}

async function pollsIn(ms: number, state: { polls: number }): Promise<number> {
  const before = state.polls;
  await jest.advanceTimersByTimeAsync(ms);
  return state.polls - before;
}

describe('the watch of a log that others append to', () => {
  it('looks less often the longer nothing comes, down to a quarter, and as often as ever once something has', async () => {
    const { watch, state } = watching();
    const first = watch.beyond(1, 0, new AbortController().signal);
    expect(await pollsIn(1_000, state)).toBeGreaterThanOrEqual(3);
    await pollsIn(10_000, state);
    expect(await pollsIn(10_000, state)).toBe(10);
    state.head = 1;
    await pollsIn(1_000, state);
    expect(await first).toBe(true);
    const second = watch.beyond(1, 1, new AbortController().signal);
    expect(await pollsIn(1_000, state)).toBeGreaterThanOrEqual(3);
    watch.stop();
    expect(await second).toBe(false);
  });

  it('tells at once of what this process appends', async () => {
    const { watch, state } = watching();
    const waiting = watch.beyond(1, 0, new AbortController().signal);
    await pollsIn(20_000, state);
    watch.advance(1, 1);
    expect(await waiting).toBe(true);
    watch.stop();
  });

  it('looks as often as ever once this process has appended something: others may answer', async () => {
    const { watch, state } = watching();
    const answer = watch.beyond(2, 0, new AbortController().signal);
    await pollsIn(20_050, state);
    watch.advance(1, 1);
    expect(await pollsIn(1_000, state)).toBeGreaterThanOrEqual(3);
    watch.stop();
    expect(await answer).toBe(false);
  });

  it('keeps a hint that comes while it looks, or while nobody waits', async () => {
    const { watch, state } = watching();
    const { signal } = new AbortController();
    let answered = () => {};
    state.answer = new Promise((resolve) => (answered = resolve));
    const first = watch.beyond(1, 0, signal);
    watch.hinted();
    state.head = 1;
    watch.hinted();
    answered();
    await jest.advanceTimersByTimeAsync(1);
    expect(await first).toBe(true);
    state.head = 2;
    watch.hinted();
    const second = watch.beyond(1, 1, signal);
    await jest.advanceTimersByTimeAsync(1);
    expect(await second).toBe(true);
    expect(state.polls).toBe(3);
    watch.stop();
  });

  it('asks a database that does not answer once for a hint, and by its poll after that', async () => {
    const { watch, state } = watching();
    state.answer = Promise.reject(new Error('away'));
    const waiting = watch.beyond(1, 0, new AbortController().signal);
    watch.hinted();
    expect(await pollsIn(POLL_MS - 1, state)).toBe(0);
    expect(state.polls).toBe(1);
    state.answer = Promise.resolve();
    state.head = 1;
    await pollsIn(1, state);
    expect(await waiting).toBe(true);
    watch.stop();
  });
});
