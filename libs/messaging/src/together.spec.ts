import { describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { Conflict, Fenced } from './lane-database.ts';
import { together } from './together.ts';

describe('parts of one transaction', () => {
  it('are started in order before any of them is done', async () => {
    const seen: string[] = [];
    const part = (name: string) => async () => {
      seen.push(`${name} begins`);
      await turn();
      seen.push(`${name} ends`);
    };
    await together([part('a'), part('b')]);
    expect(seen).toEqual(['a begins', 'b begins', 'a ends', 'b ends']);
  });

  it('are all over when one has failed, and the first failure is the one that is told', async () => {
    let isOver = false;
    const slow = async () => {
      await turn();
      await turn();
      isOver = true;
      throw new Error('a consequence');
    };
    const failing = async () => {
      await turn();
      throw new Error('the cause');
    };
    await expect(together([slow, failing])).rejects.toThrow('the cause');
    expect(isOver).toBe(true);
  });

  it('fail with what our own code has found, whatever the database said before', async () => {
    const refused = async () => {
      throw new Error('a row is there already');
    };
    const found = (error: Error) => async () => {
      await turn();
      throw error;
    };
    const [conflict, fenced] = [new Conflict('another was faster'), new Fenced('the lane is gone')];
    await expect(together([refused, found(conflict)])).rejects.toBe(conflict);
    await expect(together([refused, found(conflict), () => together([refused, found(fenced)])])).rejects.toBe(fenced);
  });

  it('are waited for also where one of them throws at once', async () => {
    let isOver = false;
    const others = async () => {
      await turn();
      isOver = true;
    };
    const throwing = () => {
      throw new RangeError('at once');
    };
    await expect(together([others, throwing])).rejects.toThrow('at once');
    expect(isOver).toBe(true);
  });
});
