import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { InboxWatch } from './inbox-watch.ts';

const LANES = [1, 2];

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** How often the database is asked in a time in which somebody looks every 10 ms. */
async function asked(watch: InboxWatch, calls: { count: number }, ms: number): Promise<number> {
  const before = calls.count;
  for (let at = 0; at < ms; at += 10) {
    await watch.look(LANES);
    jest.advanceTimersByTime(10);
  }
  return calls.count - before;
}

function watching(takesCommands: boolean) {
  const calls = { count: 0, found: false };
  const watch = new InboxWatch(takesCommands, async () => {
    calls.count++;
    return calls.found;
  });
  return { watch, calls };
}

describe('looks into the inbox', () => {
  it('of commands become rarer while nothing comes, down to one a second, and usual again once something has', async () => {
    const { watch, calls } = watching(true);
    expect(await asked(watch, calls, 1_000)).toBeGreaterThanOrEqual(3);
    await asked(watch, calls, 10_000);
    expect(await asked(watch, calls, 10_000)).toBe(10);
    calls.found = true;
    await asked(watch, calls, 1_000);
    expect(await asked(watch, calls, 10_000)).toBe(40);
  });

  it('elsewhere are one a second', async () => {
    const { watch, calls } = watching(false);
    expect(await asked(watch, calls, 10_000)).toBe(10);
  });

  it('are made at once by whoever has put something in', async () => {
    const { watch, calls } = watching(true);
    await asked(watch, calls, 20_000);
    watch.poke();
    expect(watch.untilNextLookMs).toBe(0);
    expect(await asked(watch, calls, 10)).toBe(1);
  });

  it('are not made for no lane', async () => {
    const { watch, calls } = watching(true);
    expect(await watch.look([])).toBe(false);
    expect(calls.count).toBe(0);
  });
});
