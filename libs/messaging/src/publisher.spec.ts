import { expect, test } from '@jest/globals';
import { MemoryEventLog } from './memory-event-log.ts';
import { AT_HEADER } from './numbers.ts';
import { Publisher } from './publisher.ts';
import { Retries } from './retries.ts';
import { topicSpecs } from './topic-specs.ts';

const batch = (atMs: number) => [
  { topic: 'smarketing.score.v1', partition: 0, key: 'k', value: '{}', headers: { [AT_HEADER]: String(atMs) } },
];

test('the oldest batch is the one at the front, since it was committed, until the log has it', async () => {
  const log = new MemoryEventLog();
  await log.ensureTopics(topicSpecs());
  const answers: (() => void)[] = [];
  log.append = () => new Promise((answer) => answers.push(answer));
  const publisher = new Publisher(log, new Retries(() => undefined));
  expect(publisher.oldestAtMs).toBeNull();
  const published = [publisher.publish(batch(1_000)), publisher.publish([]), publisher.publish(batch(2_000))];
  for (const atMs of [1_000, 2_000]) {
    while (answers.length === 0) await new Promise((turn) => setImmediate(turn));
    expect(publisher.oldestAtMs).toBe(atMs);
    answers.shift()!();
  }
  expect(await Promise.all(published)).toEqual([true, true, true]);
  expect(publisher.oldestAtMs).toBeNull();
});
