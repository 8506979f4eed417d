import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Problem } from '@smarketing/service-kit';
import { OneAtATime } from './one-at-a-time.ts';

const aResponse = () => new ServerResponse(new IncomingMessage(new Socket()));

/** Goes on until it is told to stop. */
const endlessly = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof Problem) return error;
  throw new Error(`no problem: ${String(error)}`);
}

describe('work over the whole history', () => {
  afterEach(() => void jest.useRealTimers());

  it('is one piece at a time, and free again afterwards, also where it failed', async () => {
    const turn = new OneAtATime();
    const failing = turn.run(aResponse(), 'ask less', async (signal) => {
      expect((await problemOf(turn.run(aResponse(), 'ask less', async () => 1))).status).toBe(429);
      signal.throwIfAborted();
      throw new Problem(400, 'wrong', 'Wrong.');
    });
    expect((await problemOf(failing)).status).toBe(400);
    expect(await turn.run(aResponse(), 'ask less', async () => 2)).toBe(2);
  });

  it('ends when whoever asked is gone', async () => {
    const turn = new OneAtATime();
    const response = aResponse();
    const running = turn.run(response, 'ask less', endlessly);
    response.emit('close');
    expect((await problemOf(running)).status).toBe(499);
    expect(await turn.run(aResponse(), 'ask less', async () => 2)).toBe(2);
  });

  it('ends where it takes longer than the gateway waits, and says what to do', async () => {
    jest.useFakeTimers();
    const running = problemOf(new OneAtATime().run(aResponse(), 'ask less', endlessly));
    await jest.advanceTimersByTimeAsync(45_000);
    const problem = await running;
    expect([problem.status, problem.message]).toEqual([503, expect.stringContaining('within 45 s: ask less.')]);
  });
});
