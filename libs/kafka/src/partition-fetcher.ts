import type { TopicPartition } from '@smarketing/messaging';
import type { Cluster, Kafka } from 'kafkajs';
import { FetchSession, type FetchFrom } from './fetch-session.ts';
import { UndecodableAnswer, batchOf, clusterOf, errorOf, fetchOf, type FetchedPartition } from './kafkajs-internals.ts';
import { nameOf } from './name-of.ts';
import type { FetchControl, Fetched } from './partition-buffers.ts';
import { toLogRecord } from './records.ts';

/** Who is given what was fetched. */
export type FetchReceiver = {
  fetched(at: TopicPartition, fetched: Fetched): void;
  /** The broker has no such offset. The partition is not fetched any more until it is resumed. */
  outOfRange(at: TopicPartition): void;
  /** What no waiting cures. The partition is not fetched any more. */
  failed(error: Error): void;
};

/** How long a broker waits until one of the partitions has something. */
const LIMITS = { maxWaitTime: 500, minBytes: 1, maxBytes: 8 << 20 };
const BYTES_PER_PARTITION = 512 << 10;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
/** How often somebody with nothing to fetch looks whether a partition has become its own: leaders change without a word. */
const LOOK_AGAIN_MS = 1_000;

/** One object from each seek to the next, so that the answer to an older question is known by it. */
type Wanted = FetchFrom & { isActive: boolean; offset: number };

/**
 * Fetches partitions from their leaders, in a session with each: kafkajs names and is answered for all partitions of a member with each of
 * its fetches, which took a fifth of what all services did under load. Outages are waited through.
 *
 * After an answer that had something it rests for `restMs`, for whoever has time: fewer answers bring as much.
 */
export class PartitionFetcher implements FetchControl {
  readonly #client: Kafka;
  readonly #topics: readonly string[];
  readonly #receiver: FetchReceiver;
  readonly #restMs: number;
  readonly #wanted = new Map<string, Wanted>();
  /** By the broker's id. */
  readonly #loops = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();
  readonly #saidAlready = new Set<string>();
  #cluster: Cluster | undefined;
  #connecting: Promise<void> | undefined;
  #poked = new AbortController();

  constructor(client: Kafka, topics: readonly string[], receiver: FetchReceiver, restMs = 0) {
    this.#client = client;
    this.#topics = topics;
    this.#receiver = receiver;
    this.#restMs = restMs;
  }

  seek(at: TopicPartition, offset: number): void {
    const isActive = this.#wanted.get(nameOf(at))?.isActive ?? false;
    this.#wanted.set(nameOf(at), { at, offset, isActive });
  }

  pause(partitions: readonly TopicPartition[]): void {
    for (const at of partitions) this.#set(at, false);
  }

  resume(partitions: readonly TopicPartition[]): void {
    for (const at of partitions) this.#set(at, true);
    this.#connecting ??= this.#connect();
    this.#poke();
  }

  /** Nobody is given anything any more. */
  async close(): Promise<void> {
    this.#closing.abort('closed');
    this.#poke();
    // A request under way, or the attempt to connect, ends with its connection; and it may have made another one.
    await this.#disconnect();
    await this.#connecting;
    await Promise.all(this.#loops.values());
    await this.#disconnect();
  }

  async #disconnect(): Promise<void> {
    await this.#cluster?.disconnect().catch(() => undefined);
  }

  #set(at: TopicPartition, isActive: boolean): void {
    const wanted = this.#wanted.get(nameOf(at));
    if (wanted !== undefined) wanted.isActive = isActive;
  }

  #poke(): void {
    this.#poked.abort('poked');
    this.#poked = new AbortController();
  }

  get #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  async #connect(): Promise<void> {
    const cluster = clusterOf(this.#client);
    this.#cluster = cluster;
    await this.#untilClosed(async () => {
      await cluster.connect();
      await cluster.addMultipleTargetTopics([...this.#topics]);
      await cluster.refreshMetadataIfNecessary();
      this.#share(cluster);
      // Once there is one, each loop begins those that are missing.
      if (this.#loops.size > 0) return 'done';
      await this.#pokedOrLater();
      return 'more';
    });
  }

  #pokedOrLater(): Promise<void> {
    return pause(LOOK_AGAIN_MS, this.#poked.signal);
  }

  /** Repeats the work, with growing pauses and other metadata where it fails, until it is done or we are closed. */
  async #untilClosed(work: () => Promise<'done' | 'more'>, failed: () => void = () => undefined): Promise<void> {
    for (let failures = 0; !this.#isClosed;) {
      try {
        if ((await work()) === 'done') return;
        failures = 0;
      } catch (error) {
        if (this.#isClosed) return;
        failed();
        if (error instanceof UndecodableAnswer) this.#tellOnce(error);
        this.#client
          .logger()
          .warn('fetching failed', { error: error instanceof Error ? error.message : String(error) });
        const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures++, 10));
        await pause(pauseMs * (0.5 + Math.random()), this.#closing.signal);
        if (!this.#isClosed) await this.#cluster?.refreshMetadata().catch(() => undefined);
      }
    }
  }

  /** The active partitions by the id of their leader, each of which has a loop from then on. */
  #share(cluster: Cluster): ReadonlyMap<string, readonly Wanted[]> {
    const shares = new Map<string, Wanted[]>();
    const active = [...this.#wanted.values()].filter(({ isActive }) => isActive);
    for (const [topic, wanted] of Map.groupBy(active, ({ at }) => at.topic)) {
      const byPartition = new Map(wanted.map((one) => [one.at.partition, one]));
      for (const [leader, led] of Object.entries(cluster.findLeaderForPartitions(topic, [...byPartition.keys()]))) {
        const share = shares.get(leader) ?? [];
        shares.set(leader, share);
        share.push(...led.map((partition) => byPartition.get(partition)!));
      }
    }
    for (const leader of shares.keys()) {
      if (!this.#loops.has(leader)) this.#loops.set(leader, this.#fetchFrom(cluster, leader));
    }
    return shares;
  }

  async #fetchFrom(cluster: Cluster, leader: string): Promise<void> {
    const session = new FetchSession(BYTES_PER_PARTITION);
    const fetchOnce = async (): Promise<'more'> => {
      await cluster.refreshMetadataIfNecessary();
      const share = this.#share(cluster).get(leader) ?? [];
      if (share.length === 0) await this.#pokedOrLater();
      else if (await this.#fetch(cluster, leader, share, session)) await this.#rest();
      return 'more';
    };
    await this.#untilClosed(fetchOnce, () => session.restart());
  }

  async #rest(): Promise<void> {
    if (this.#restMs > 0) await pause(this.#restMs, this.#closing.signal);
  }

  /** Resolves with whether there was anything for the receiver. */
  async #fetch(cluster: Cluster, leader: string, share: readonly Wanted[], session: FetchSession): Promise<boolean> {
    const broker = await cluster.findBroker({ nodeId: leader });
    const asked = new Map(share.map((wanted) => [nameOf(wanted.at), { wanted, offset: wanted.offset }]));
    const answer = await fetchOf(broker, session.request(share.map(({ at, offset }) => ({ at, offset }))), LIMITS);
    if (this.#isClosed || !session.answered(answer)) return false;
    if (answer.errorCode !== 0) throw this.#told(errorOf(answer.errorCode));
    const passing: Error[] = [];
    let hadRecords = false;
    for (const { topicName, partitions } of answer.responses) {
      for (const partition of partitions) {
        const { wanted, offset } = asked.get(nameOf({ topic: topicName, partition: partition.partition })) ?? {};
        if (wanted === undefined || offset === undefined || !this.#isStill(wanted, offset)) continue;
        if (partition.errorCode === 0) hadRecords = this.#take(wanted, offset, partition) || hadRecords;
        else this.#setAside(wanted, errorOf(partition.errorCode), passing);
      }
    }
    if (passing.length > 0) throw passing[0]!;
    return hadRecords;
  }

  /** Another leader may have answered meanwhile, or somebody reads from elsewhere. */
  #isStill(wanted: Wanted, offset: number): boolean {
    return wanted.isActive && wanted.offset === offset && this.#wanted.get(nameOf(wanted.at)) === wanted;
  }

  #take(wanted: Wanted, offset: number, partition: FetchedPartition): boolean {
    const { topic, partition: number } = wanted.at;
    const batch = batchOf(topic, offset, partition);
    if (batch === null) return false;
    wanted.offset = batch.end;
    if (batch.messages.length === 0) return false;
    const records = batch.messages.map((message) => toLogRecord(topic, number, message));
    this.#receiver.fetched(wanted.at, { records, end: batch.end, head: Number(partition.highWatermark) });
    return true;
  }

  #setAside(wanted: Wanted, error: ReturnType<typeof errorOf>, passing: Error[]): void {
    if (error.retriable) {
      passing.push(error);
      return;
    }
    wanted.isActive = false;
    if (error.type === 'OFFSET_OUT_OF_RANGE') this.#receiver.outOfRange(wanted.at);
    else this.#told(error);
  }

  #told(error: ReturnType<typeof errorOf>): Error {
    if (!error.retriable) this.#tellOnce(error);
    return error;
  }

  /** It is tried again all the same, and who reads the message knows why nothing comes. */
  #tellOnce(error: Error): void {
    if (this.#saidAlready.has(error.message)) return;
    this.#saidAlready.add(error.message);
    this.#receiver.failed(error);
  }
}

/** Ends early where the signal is given. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
