import { expect, test } from '@jest/globals';
import type { Admin } from 'kafkajs';
import { PartitionOffsets } from './partition-offsets.ts';

type Offsets = Awaited<ReturnType<Admin['fetchTopicOffsets']>>;

/** An admin client whose answers about a topic come from a list; the last one goes on. */
function anAdmin(answers: readonly (Offsets | Error)[]) {
  const asked: string[] = [];
  const fetchTopicOffsets = async (topic: string): Promise<Offsets> => {
    asked.push(topic);
    const answer = answers[Math.min(asked.length, answers.length) - 1]!;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, offsets: new PartitionOffsets({ fetchTopicOffsets }) };
}

const partition = (number: number, low: string, high: string) => ({ partition: number, offset: high, low, high });
const stumbled = new TypeError("Cannot destructure property 'partitions' of 'high.pop(...)' as it is undefined.");
const unknownTopic = Object.assign(new Error('no such topic'), { type: 'UNKNOWN_TOPIC_OR_PARTITION' });
const forever = new AbortController().signal;

test('partitions that ask in the same turn share one request, and each gets its own bounds', async () => {
  const { asked, offsets } = anAdmin([[partition(0, '3', '9'), partition(1, '0', '4')]]);
  const both = [1, 0].map((number) => offsets.bounds([{ topic: 't', partition: number }], forever));
  expect(await Promise.all(both)).toEqual([[{ first: 0, head: 4 }], [{ first: 3, head: 9 }]]);
  expect(asked).toEqual(['t']);
});

test('a client that stumbles over its own metadata is asked again, and a partition that is missing in its answer, too', async () => {
  const { asked, offsets } = anAdmin([
    stumbled,
    [partition(1, '0', '4')],
    [partition(0, '3', '9'), partition(1, '0', '4')],
  ]);
  expect(await offsets.bounds([{ topic: 't', partition: 0 }], forever)).toEqual([{ first: 3, head: 9 }]);
  expect(asked).toHaveLength(3);
});

test('a topic that does not exist is not waited for', async () => {
  const { offsets } = anAdmin([unknownTopic]);
  await expect(offsets.bounds([{ topic: 't', partition: 0 }], forever)).rejects.toThrow('no such topic');
});

test('who is told to stop gets an answer, whatever it is', async () => {
  const stop = new AbortController();
  const { offsets } = anAdmin([new Error('away')]);
  const bounds = offsets.bounds([{ topic: 't', partition: 0 }], stop.signal);
  stop.abort();
  expect(await bounds).toHaveLength(1);
});
