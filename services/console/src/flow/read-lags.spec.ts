import { describe, expect, test } from '@jest/globals';
import { MemoryEventLog, MemoryLogServer, topicSpecs } from '@smarketing/messaging';
import { readers } from '../domain/readers.ts';
import { readLags } from './read-lags.ts';

describe('how far the groups are', () => {
  const topic = 'smarketing.score.v1';
  const record = { topic, partition: 4, key: 'a', value: '{}', headers: {} };

  test('every topic is there with all groups that read it', async () => {
    const lags = await readLags({ heads: async () => new Map(), committed: async () => new Map() });
    expect(lags.map((each) => each.topic)).toEqual([...readers.keys()]);
    expect(lags.find((each) => each.topic === 'smarketing.intake.v1')?.groups.map(({ group }) => group)).toEqual([
      'ingestion',
    ]);
    expect(lags.find((each) => each.topic === topic)?.groups.map(({ group }) => group)).toEqual([
      ...['routing', 'feedback', 'console'],
    ]);
  });

  test('the lag is what was appended and not committed', async () => {
    const log = new MemoryEventLog(new MemoryLogServer());
    await log.ensureTopics(topicSpecs());
    await log.append([record, record]);
    const routing = (await readLags(log)).find((each) => each.topic === topic)?.groups[0];
    expect(routing).toMatchObject({ group: 'routing', lag: 2 });
    expect(routing?.byPartition.at(4)).toBe(2);
  });

  test('what follows while one looks is seen: commits are read first, heads last', async () => {
    const log = new MemoryEventLog(new MemoryLogServer());
    await log.ensureTopics(topicSpecs());
    const lags = await readLags(log, () => log.append([record]));
    expect(lags.find((each) => each.topic === topic)?.groups.map(({ lag }) => lag)).toEqual([1, 1, 1]);
  });
});
