import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { Kafka } from 'kafkajs';
import type { FetchAnswer } from './kafkajs-internals.ts';
import { PartitionFetcher, type FetchReceiver } from './partition-fetcher.ts';

const at = { topic: 't', partition: 3 };
type Request = {
  readonly topics: readonly {
    readonly partitions: readonly { readonly partition: number; readonly fetchOffset: string }[];
  }[];
};
const UNKNOWN_COMPRESSION: FetchAnswer = { errorCode: 0, sessionId: 7, responses: [] };
type Answer = (request: Request) => Promise<FetchAnswer> | FetchAnswer;

/** Of partition 3; the other one has a leader of its own. */
let leader: string;
let answers: Map<string, Answer>;
let asked: string[];
let told: string[];
let disconnected: string[];
let connected: () => void;
let fetcher: PartitionFetcher;

/** A client whose brokers answer what a test says; without a word from it they have nothing, after half a second. */
function fakeClient(): Kafka {
  const until = Promise.withResolvers<void>();
  connected = () => until.resolve();
  const nothing: Answer = async () => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    return withRecords({});
  };
  const decode = async (answer: FetchAnswer) => {
    if (answer === UNKNOWN_COMPRESSION) throw new Error('LZ4 compression not implemented');
    return answer;
  };
  const broker = (id: string) => ({
    lookupRequest: () => (request: Request) => ({ request, response: { decode } }),
    connectionPool: {
      send: async ({
        request,
        response,
      }: {
        request: Request;
        response: { decode: (bytes: unknown) => Promise<unknown> };
      }) => {
        const names = request.topics.flatMap(({ partitions }) =>
          partitions.map((one) => `${one.partition}@${one.fetchOffset}`),
        );
        asked.push(`${id}: ${names.join()}`);
        return response.decode(await (answers.get(id) ?? nothing)(request));
      },
    },
    disconnect: async () => void disconnected.push(id),
  });
  const cluster = {
    connect: () => until.promise,
    disconnect: async () => until.resolve(),
    addMultipleTargetTopics: async () => undefined,
    refreshMetadataIfNecessary: async () => undefined,
    refreshMetadata: async () => undefined,
    findLeaderForPartitions: (_topic: string, partitions: readonly number[]) => {
      const others = partitions.filter((partition) => partition !== 3);
      return {
        ...(partitions.includes(3) ? { [leader]: [3] } : {}),
        ...(others.length > 0 ? { other: others } : {}),
        ...(leader === 'other' ? { other: partitions } : {}),
      };
    },
    findBroker: async ({ nodeId }: { nodeId: string }) => broker(nodeId),
  };
  return {
    [Symbol('private:Kafka:createCluster')]: () => cluster,
    logger: () => ({ warn: () => undefined }),
  } as unknown as Kafka;
}

function withRecords(partition: Partial<FetchAnswer['responses'][0]['partitions'][0]>): FetchAnswer {
  const own = { partition: 3, errorCode: 0, highWatermark: '99', abortedTransactions: [], messages: [], ...partition };
  return { errorCode: 0, sessionId: 7, responses: [{ topicName: 't', partitions: [own] }] };
}

function aFetcher(restMs?: number): PartitionFetcher {
  const receiver: FetchReceiver = {
    fetched: ({ partition }, { records, end }) =>
      told.push(`${partition}: ${records.map(({ offset }) => offset).join()} < ${end}`),
    outOfRange: ({ partition }) => told.push(`${partition}: out of range`),
    failed: ({ message: said }) => told.push(said),
  };
  return new PartitionFetcher(fakeClient(), ['t'], receiver, restMs);
}

const message = (offset: number, isControlRecord = false) =>
  ({
    offset: String(offset),
    timestamp: '0',
    key: null,
    value: Buffer.from('x'),
    headers: {},
    isControlRecord,
  }) as never;

/** Answers once, and has nothing from then on. */
function answerOnce(id: string, answer: Answer): void {
  answers.set(id, (request) => {
    answers.delete(id);
    return answer(request);
  });
}

beforeEach(() => {
  jest.useFakeTimers();
  [leader, answers, asked, told, disconnected] = ['1', new Map(), [], [], []];
  fetcher = aFetcher();
});
afterEach(async () => {
  const closed = fetcher.close();
  await jest.runAllTimersAsync();
  await closed;
  jest.useRealTimers();
});

async function reading(): Promise<void> {
  fetcher.seek(at, 5);
  fetcher.resume([at]);
  connected();
  await jest.advanceTimersByTimeAsync(0);
}

it('asks for what comes next, once it was given something', async () => {
  answerOnce('1', () => withRecords({ messages: [message(5), message(6)] }));
  await reading();
  await jest.advanceTimersByTimeAsync(500);
  expect(told).toEqual(['3: 5,6 < 7']);
  // Of what has not changed nothing is said.
  expect(asked).toEqual(['1: 3@5', '1: 3@7', '1: ']);
});

it('rests after something, and not after nothing', async () => {
  fetcher = aFetcher(100);
  answerOnce('1', () => withRecords({ messages: [message(5)] }));
  await reading();
  await jest.advanceTimersByTimeAsync(99);
  expect([told, asked]).toEqual([['3: 5 < 6'], ['1: 3@5']]);
  await jest.advanceTimersByTimeAsync(1);
  expect(asked).toEqual(['1: 3@5', '1: 3@6']);
  // The broker had nothing for half a second, and is asked again at once.
  await jest.advanceTimersByTimeAsync(500);
  expect(asked).toHaveLength(3);
});

it('is closed while it rests', async () => {
  fetcher = aFetcher(60_000);
  answerOnce('1', () => withRecords({ messages: [message(5)] }));
  await reading();
  await fetcher.close();
  await jest.advanceTimersByTimeAsync(120_000);
  expect(asked).toEqual(['1: 3@5']);
});

it('begins also where nobody reads at the moment at which it is connected', async () => {
  fetcher.seek(at, 5);
  fetcher.resume([at]);
  fetcher.pause([at]);
  connected();
  await jest.advanceTimersByTimeAsync(10_000);
  expect(asked).toEqual([]);
  fetcher.resume([at]);
  await jest.advanceTimersByTimeAsync(0);
  expect(asked).toEqual(['1: 3@5']);
});

it('follows a leader that changes, and one that comes back', async () => {
  const moved = (to: string): void => {
    answerOnce(leader, () => withRecords({ errorCode: 6 }));
    leader = to;
  };
  await reading();
  moved('2');
  await jest.advanceTimersByTimeAsync(3_000);
  expect(asked.at(-1)).toMatch(/^2:/);
  moved('1');
  await jest.advanceTimersByTimeAsync(3_000);
  expect(asked.at(-1)).toMatch(/^1:/);
  expect(told).toEqual([]);
});

it('takes no answer to an older question', async () => {
  answerOnce('1', async () => {
    fetcher.seek(at, 2);
    return withRecords({ messages: [message(5)] });
  });
  await reading();
  await jest.advanceTimersByTimeAsync(500);
  expect([told, asked[1]]).toEqual([[], '1: 3@2']);
});

it('takes nothing of a former leader once the new one has answered', async () => {
  answerOnce('1', async () => {
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    return withRecords({ messages: [message(5)] });
  });
  fetcher.seek({ ...at, partition: 4 }, 0);
  fetcher.resume([{ ...at, partition: 4 }]);
  await reading();
  leader = 'other';
  answerOnce('other', () => withRecords({ messages: [message(5), message(6)] }));
  await jest.advanceTimersByTimeAsync(8_000);
  expect(told).toEqual(['3: 5,6 < 7']);
});

it('stops where the broker has no such offset, until it is resumed', async () => {
  answerOnce('1', () => withRecords({ errorCode: 1 }));
  await reading();
  await jest.advanceTimersByTimeAsync(5_000);
  expect([told, asked]).toEqual([['3: out of range'], ['1: 3@5']]);
  fetcher.seek(at, 9);
  fetcher.resume([at]);
  await jest.advanceTimersByTimeAsync(0);
  expect(asked.at(-1)).toBe('1: 3@9');
});

it('tells once what cannot be decoded, and tries again', async () => {
  answers.set('1', () => UNKNOWN_COMPRESSION);
  await reading();
  await jest.advanceTimersByTimeAsync(10_000);
  expect(asked.length).toBeGreaterThan(3);
  expect([told, disconnected]).toEqual([
    ['what Kafka answered cannot be decoded: LZ4 compression not implemented'],
    [],
  ]);
});

it.each(['KafkaJSConnectionClosedError', 'KafkaJSRequestTimeoutError'])(
  'leaves a connection after %s',
  async (name) => {
    answerOnce('1', () => {
      throw Object.assign(new Error('gone'), { name });
    });
    await reading();
    await jest.advanceTimersByTimeAsync(3_000);
    expect([disconnected, told]).toEqual([['1'], []]);
    expect(asked.slice(0, 2)).toEqual(['1: 3@5', '1: 3@5']);
  },
);

it('goes on behind records that are nothing but marks of a transaction', async () => {
  answerOnce('1', () => withRecords({ messages: [message(5, true)] }));
  await reading();
  await jest.advanceTimersByTimeAsync(0);
  expect([told, asked]).toEqual([[], ['1: 3@5', '1: 3@6']]);
});

it('tells nobody anything once it is closed', async () => {
  answerOnce('1', async () => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    return withRecords({ messages: [message(5)] });
  });
  await reading();
  const closed = fetcher.close();
  await jest.advanceTimersByTimeAsync(1_000);
  await closed;
  expect(told).toEqual([]);
});
