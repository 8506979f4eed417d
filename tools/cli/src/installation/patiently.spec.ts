import { describe, expect, test } from '@jest/globals';
import { fakeTerminal } from '../scene/fake-terminal.ts';
import { Unreachable } from './installation.ts';
import { patiently } from './patiently.ts';
import { Refused } from './refused.ts';

const later = (retryAfterMs: number | null, status = 503): Refused =>
  new Refused('POST /events', status, 'Later.', [], retryAfterMs);

function failing(...errors: Error[]): () => Promise<string> {
  return () => {
    const error = errors.shift();
    return error ? Promise.reject(error) : Promise.resolve('done');
  };
}

describe('patience', () => {
  test('waits as long as it is asked to, else longer each time', async () => {
    const terminal = fakeTerminal();
    const work = failing(later(2_000), later(7_000, 429), later(null), new Unreachable('Nobody answers.'));
    expect(await patiently(work, terminal)).toBe('done');
    expect(terminal.waits).toEqual([2_000, 7_000, 2_000, 4_000]);
    expect(terminal.errors).toEqual(['POST /events was answered 503: Later. Trying again.']);
  });

  test('has an end', async () => {
    const terminal = fakeTerminal();
    const always = (): Promise<never> => Promise.reject(later(null));
    await expect(patiently(always, terminal)).rejects.toThrow('Later.');
    expect(terminal.waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(180_000);
    await expect(patiently(failing(later(600_000)), fakeTerminal())).rejects.toThrow('Later.');
  });

  test('is not for what will not change', async () => {
    const terminal = fakeTerminal();
    const wrong = new Refused('POST /events', 400, 'Wrong.', [], null);
    await expect(patiently(failing(wrong), terminal)).rejects.toThrow('Wrong.');
    expect(terminal.waits).toEqual([]);
  });
});
