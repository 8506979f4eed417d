import { describe, expect, test } from '@jest/globals';
import { laneCount, laneQuota, lanePartitions } from './topic-lanes.ts';

const laned = (name: string, partitions: number) => ({ name, partitions, retentionMs: null });

describe('lanes of a group', () => {
  test('a lane has its own partition of every topic, and lane 0 has the broadcasts too', () => {
    const topics = [laned('score', 4), laned('agreement', 1)];
    expect(lanePartitions(0, topics)).toEqual([
      { topic: 'score', partition: 0 },
      { topic: 'agreement', partition: 0 },
    ]);
    expect(lanePartitions(3, topics)).toEqual([{ topic: 'score', partition: 3 }]);
  });

  test('a group over broadcasts alone has one lane', () => {
    expect(laneCount([laned('agreement', 1), laned('reference', 1)])).toBe(1);
  });

  test('topics that are partitioned differently cannot share lanes', () => {
    expect(() => laneCount([laned('score', 4), laned('sales', 6)])).toThrow('score 4, sales 6');
  });

  test('the quotas of any number of members add up to all lanes and differ by at most one', () => {
    for (let members = 1; members <= 30; members++) {
      const quotas = Array.from({ length: members }, (_, rank) => laneQuota(rank, members, 24));
      expect(quotas.reduce((sum, quota) => sum + quota, 0)).toBe(24);
      expect(Math.max(...quotas) - Math.min(...quotas)).toBeLessThanOrEqual(1);
    }
  });
});
