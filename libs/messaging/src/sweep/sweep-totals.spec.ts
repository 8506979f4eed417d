import { describe, expect, it } from '@jest/globals';
import type { Lane } from '../lane.ts';
import { SweepTotals } from './sweep-totals.ts';

const aLane = (number: number): Lane => ({ number }) as Lane;

/** Counts when the test lets it. */
function counting() {
  const asked: { lanes: readonly Lane[]; version: number; answer: PromiseWithResolvers<ReadonlyMap<Lane, number>> }[] =
    [];
  const totals = new SweepTotals((lanes, version) => {
    const answer = Promise.withResolvers<ReadonlyMap<Lane, number>>();
    asked.push({ lanes, version, answer });
    return answer.promise;
  });
  return { totals, asked };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('how much a sweep has to do', () => {
  it('is counted once a lane and version, and is not known before', async () => {
    const { totals, asked } = counting();
    const [one, other] = [aLane(1), aLane(2)];
    totals.look([one], 1, 0);
    totals.look([one], 1, 1);
    totals.look([one, other], 1, 2);
    expect(asked.map(({ lanes }) => lanes)).toEqual([[one], [other]]);
    expect(totals.of(one, 1, 5)).toBeNull();
    asked[0]!.answer.resolve(new Map([[one, 7]]));
    await settled();
    expect([totals.of(one, 1, 5), totals.of(other, 1, 0), totals.of(one, 2, 0)]).toEqual([7, null, null]);
  });

  it('is what is done, where more was done than was counted', async () => {
    const { totals, asked } = counting();
    const lane = aLane(1);
    totals.look([lane], 1, 0);
    asked[0]!.answer.resolve(new Map([[lane, 7]]));
    await settled();
    expect(totals.of(lane, 1, 9)).toBe(9);
  });

  it('is counted again for a lane that comes back, and for another version, whose count an earlier one does not touch', async () => {
    const { totals, asked } = counting();
    const lane = aLane(1);
    totals.look([lane], 1, 0);
    totals.look([lane], 2, 1);
    asked[1]!.answer.resolve(new Map([[lane, 3]]));
    asked[0]!.answer.resolve(new Map([[lane, 7]]));
    await settled();
    expect([totals.of(lane, 1, 0), totals.of(lane, 2, 0)]).toEqual([null, 3]);
    totals.look([aLane(1)], 2, 2);
    expect(asked).toHaveLength(3);
  });

  it('is asked again half a minute after a database could not say', async () => {
    const { totals, asked } = counting();
    const lane = aLane(1);
    totals.look([lane], 1, 0);
    asked[0]!.answer.reject(new Error('too slow'));
    await settled();
    expect(totals.of(lane, 1, 5)).toBeNull();
    totals.look([lane], 1, 29_999);
    expect(asked).toHaveLength(1);
    totals.look([lane], 1, 30_000);
    expect(asked).toHaveLength(2);
  });
});
