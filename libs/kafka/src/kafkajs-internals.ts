import { createRequire } from 'node:module';
import type { Broker, Cluster, Kafka, KafkaMessage } from 'kafkajs';
import type { SessionRequest } from './fetch-session.ts';

// What kafkajs has and does not export; its version is pinned therefore.

export type FetchedPartition = {
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: string;
  readonly messages: readonly KafkaMessage[];
};

export type FetchAnswer = {
  readonly errorCode: number;
  /** 0 where the broker keeps no session. */
  readonly sessionId: number;
  readonly responses: readonly { readonly topicName: string; readonly partitions: readonly FetchedPartition[] }[];
};

export type FetchLimits = { readonly maxWaitTime: number; readonly minBytes: number; readonly maxBytes: number };

type Protocol = {
  readonly response: { readonly decode: (bytes: Buffer) => Promise<FetchAnswer> };
} & Readonly<Record<string, unknown>>;

type InnerBroker = Broker & {
  lookupRequest(apiKey: number, requests: unknown): (parameters: object) => Protocol;
  readonly connectionPool: { send(protocol: object): Promise<FetchAnswer> };
  disconnect(): Promise<void>;
};

type Batch = { readonly messages: readonly KafkaMessage[]; lastOffset(): string };
type BatchClass = new (topic: string, fetchedOffset: string, partition: FetchedPartition) => Batch;

const READ_COMMITTED = 1;

const load = createRequire(import.meta.url);
const { requests } = load('kafkajs/src/protocol/requests') as { readonly requests: { readonly Fetch: unknown } };
const apiKeys = load('kafkajs/src/protocol/requests/apiKeys') as { readonly Fetch: number };
const { createErrorFromCode } = load('kafkajs/src/protocol/error') as {
  createErrorFromCode(code: number): Error & { readonly type: string; readonly retriable: boolean };
};
const FetchedBatch = load('kafkajs/src/consumer/batch') as BatchClass;

/** What was answered is no answer, or is compressed by something that kafkajs cannot undo. */
export class UndecodableAnswer extends Error {
  override readonly name = 'UndecodableAnswer';
}

/** After these a connection is of no use any more, whatever it says of itself. */
const DEAD_CONNECTION: ReadonlySet<string> = new Set(['KafkaJSConnectionClosedError', 'KafkaJSRequestTimeoutError']);

/** The client's own view of the brokers, with connections of its own. */
export function clusterOf(client: Kafka): Cluster {
  const symbol = Object.getOwnPropertySymbols(client).find((own) => own.description === 'private:Kafka:createCluster');
  const create: unknown = symbol && Reflect.get(client, symbol);
  if (typeof create !== 'function') throw new Error('this version of kafkajs has no cluster object to read through');
  return (create as (options: object) => Cluster)({ metadataMaxAge: 60_000, allowAutoTopicCreation: false });
}

/** One fetch of a session. Answers with the errors of single partitions in it, where kafkajs itself would throw the first of them. */
export async function fetchOf(broker: Broker, session: SessionRequest, limits: FetchLimits): Promise<FetchAnswer> {
  const inner = broker as InnerBroker;
  const protocol = inner.lookupRequest(
    apiKeys.Fetch,
    requests.Fetch,
  )({ ...limits, ...session, isolationLevel: READ_COMMITTED });
  const response = {
    decode: async (bytes: Buffer): Promise<FetchAnswer> => {
      try {
        return await protocol.response.decode(bytes);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        throw new UndecodableAnswer(`what Kafka answered cannot be decoded: ${why}`, { cause: error });
      }
    },
    parse: async (answer: FetchAnswer): Promise<FetchAnswer> => answer,
  };
  try {
    return await inner.connectionPool.send({ ...protocol, response });
  } catch (error) {
    if (error instanceof Error && DEAD_CONNECTION.has(error.name)) await inner.disconnect();
    throw error;
  }
}

/** What a consumer is given of it: no control records, nothing of transactions that were aborted. Null where there was nothing at all. */
export function batchOf(topic: string, offset: number, partition: FetchedPartition) {
  if (partition.messages.length === 0) return null;
  const batch = new FetchedBatch(topic, String(offset), partition);
  return { messages: batch.messages, end: Number(batch.lastOffset()) + 1 };
}

export const errorOf = createErrorFromCode;
