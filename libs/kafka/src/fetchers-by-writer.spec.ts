import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Kafka } from 'kafkajs';
import { FetchersByWriter } from './fetchers-by-writer.ts';
import type { FetchAnswer } from './kafkajs-internals.ts';

type Request = {
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly fetchOffset: string }[];
  }[];
  readonly forgottenTopics: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
};
type Cluster = {
  topics: readonly string[];
  isConnected: boolean;
  readonly requests: Request[];
  /** Lets the broker say what it has: nothing unless told. */
  answer: (has?: FetchAnswer) => void;
};

const spec = (name: string, writer?: string) => ({
  name,
  partitions: 24,
  retentionMs: null,
  ...(writer && { writer }),
});
const NOTHING: FetchAnswer = { errorCode: 0, sessionId: 7, responses: [] };

const topics = [spec('said', 'ingestion'), spec('profile', 'ingestion'), spec('score', 'scoring'), spec('alone')];

let clusters: Cluster[];
let fetchers: FetchersByWriter;

/** One broker, which answers a request only when a test says so, or when the connection ends. */
function fakeClient(): Kafka {
  const create = () => {
    const cluster: Cluster = { topics: [], isConnected: false, requests: [], answer: () => undefined };
    clusters.push(cluster);
    const send = async ({ request }: { readonly request: Request }): Promise<FetchAnswer> => {
      cluster.requests.push(request);
      return new Promise((resolve) => (cluster.answer = (has = NOTHING) => resolve(has)));
    };
    const broker = {
      lookupRequest: () => (request: Request) => ({ request, response: { decode: async () => NOTHING } }),
      connectionPool: { send },
    };
    return {
      connect: async () => void (cluster.isConnected = true),
      disconnect: async () => {
        cluster.isConnected = false;
        cluster.answer();
      },
      addMultipleTargetTopics: async (topics: readonly string[]) => void (cluster.topics = topics),
      refreshMetadataIfNecessary: async () => undefined,
      refreshMetadata: async () => undefined,
      findLeaderForPartitions: (_topic: string, partitions: readonly number[]) => ({ 1: partitions }),
      findBroker: async () => broker,
    };
  };
  return {
    [Symbol('private:Kafka:createCluster')]: create,
    logger: () => ({ warn: () => undefined }),
  } as unknown as Kafka;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const asked = ({ requests }: Cluster) =>
  requests.map(({ topics }) =>
    topics.flatMap(({ topic, partitions }) => partitions.map((one) => `${topic}/${one.partition}@${one.fetchOffset}`)),
  );

beforeEach(() => {
  clusters = [];
  fetchers = fetchersThatRest();
});
afterEach(() => fetchers.close());

function fetchersThatRest(restMs?: number): FetchersByWriter {
  const receiver = { fetched: () => undefined, outOfRange: () => undefined, failed: () => undefined };
  return new FetchersByWriter(fakeClient(), topics, receiver, restMs);
}

function read(topic: string, partition: number, offset: number): void {
  fetchers.seek({ topic, partition }, offset);
  fetchers.resume([{ topic, partition }]);
}

it('asks for what one writer says together, and for what others say on connections of their own', async () => {
  read('said', 1, 10);
  read('profile', 2, 20);
  read('score', 1, 30);
  read('alone', 0, 40);
  await settled();
  expect(clusters.map(({ topics }) => topics)).toEqual([['said', 'profile'], ['score'], ['alone']]);
  expect(clusters.map(asked)).toEqual([[['said/1@10', 'profile/2@20']], [['score/1@30']], [['alone/0@40']]]);
});

it('has nothing to do with writers of whom nothing is read', async () => {
  read('score', 1, 30);
  await settled();
  expect(clusters.map(({ topics }) => topics)).toEqual([['score']]);
});

it('resumes and pauses partitions of several writers at once, each where it is fetched', async () => {
  const all = [
    { topic: 'said', partition: 1 },
    { topic: 'score', partition: 1 },
    { topic: 'score', partition: 2 },
  ];
  for (const at of all) fetchers.seek(at, 5);
  fetchers.resume(all);
  await settled();
  fetchers.pause([all[0]!, all[1]!]);
  for (const { answer } of clusters) answer();
  await settled();
  const [said, score] = clusters as [Cluster, Cluster];
  // Nothing is left of the one; of the other the session is told what to forget.
  expect(asked(said)).toEqual([['said/1@5']]);
  expect(asked(score)).toEqual([['score/1@5', 'score/2@5'], []]);
  expect(score.requests[1]!.forgottenTopics).toEqual([{ topic: 'score', partitions: [1] }]);
});

it.each([
  { restMs: undefined, requests: 2 },
  { restMs: 60_000, requests: 1 },
])('rests for $restMs ms after something: $requests requests by then', async ({ restMs, requests }) => {
  fetchers = fetchersThatRest(restMs);
  read('score', 1, 30);
  await settled();
  const messages = [{ offset: '30', timestamp: '0', key: null, value: Buffer.from('x'), headers: {} }] as never;
  const partition = { partition: 1, errorCode: 0, highWatermark: '31', abortedTransactions: [], messages };
  clusters[0]!.answer({ errorCode: 0, sessionId: 7, responses: [{ topicName: 'score', partitions: [partition] }] });
  await settled();
  await settled();
  expect(asked(clusters[0]!)).toHaveLength(requests);
});

it('closes all of them', async () => {
  read('said', 1, 10);
  read('score', 1, 30);
  await settled();
  expect(clusters.map(({ isConnected }) => isConnected)).toEqual([true, true]);
  await fetchers.close();
  expect(clusters.map(({ isConnected }) => isConnected)).toEqual([false, false]);
});

it('knows no topic that its group does not read', () => {
  expect(() => read('deals', 1, 0)).toThrow('deals');
});
