import { describe, expect, it } from '@jest/globals';
import { MemoryAfterStart } from './memory-after-start.ts';

const seenAt = (...shares: readonly number[]) => {
  const memory = new MemoryAfterStart();
  return shares.map((share) => memory.look(share));
};

describe('the memory that starting took', () => {
  it('is given back when the process has been quiet for two looks', () => {
    expect(seenAt(0.9, 0.3, 0.02, 0.03)).toEqual(['wait', 'wait', 'wait', 'now']);
  });

  it('is kept where work comes again and again for half a minute', () => {
    expect(seenAt(0.9, 0.02, 0.5, 0.02, 1.2, 0.02)).toEqual(['wait', 'wait', 'wait', 'wait', 'wait', 'never']);
  });
});
