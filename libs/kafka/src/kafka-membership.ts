import { MemberFeed } from '@smarketing/messaging';
import type { GroupMember, Membership, Position, TopicSpec } from '@smarketing/messaging';
import type { Consumer, ConsumerCrashEvent, ConsumerGroupJoinEvent, Kafka } from 'kafkajs';
import { FetchersByWriter } from './fetchers-by-writer.ts';
import { RETRY } from './kafka-client.ts';
import { laneAssigner } from './lane-assigner.ts';
import { PartitionBuffers } from './partition-buffers.ts';
import type { FetchReceiver } from './partition-fetcher.ts';
import type { PartitionOffsets } from './partition-offsets.ts';

/** A broker that has just begun may have no coordinator of the group yet. It will, and kafkajs would give up for good. */
const COORDINATOR_NOT_FOUND = 'KafkaJSGroupCoordinatorNotFound';
const COORDINATOR_PAUSE_MS = 1_000;

export type MembershipTimes = {
  /** The group takes a silent member's lanes away after this time. Brokers accept 6 s to 30 min by default. */
  readonly sessionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  /** How long the group waits for its members to join again, and a moved lane for its former owner to let go. */
  readonly rebalanceTimeoutMs: number;
};

/**
 * One member of a consumer group. kafkajs keeps the membership, with all its partitions paused, since `FetchersByWriter` fetch; which
 * lanes are given and taken is decided by the group's leader (`laneAssigner`), and what the member is told, in which order, by
 * `MemberFeed`, as with the other logs.
 *
 * kafkajs rebalances eagerly, but a lane that moves passes through nobody's hands: its owner lets go first and then makes the
 * group join once more. A member that cannot let go in time loses the lane all the same; its epoch fences it.
 */
export class KafkaMembership implements Membership {
  readonly #consumer: Consumer;
  readonly #feed: MemberFeed;
  readonly #fetchers: FetchersByWriter;
  /** Lanes that were given and not yet let go of; the value tells one gift from the next. */
  readonly #held = new Map<number, symbol>();
  #memberId: string | null = null;
  #leaving: Promise<void> | undefined;
  #rejoinWanted = false;

  /** The client must be this member's own: those of one group would overwrite each other's offsets in a shared one. */
  constructor(
    client: Kafka,
    group: string,
    private readonly topics: readonly TopicSpec[],
    private readonly member: GroupMember,
    offsets: PartitionOffsets,
    private readonly times: MembershipTimes,
  ) {
    this.#consumer = client.consumer({
      groupId: group,
      partitionAssigners: [laneAssigner({ claim: () => this.#claim() })],
      sessionTimeout: times.sessionTimeoutMs,
      heartbeatInterval: times.heartbeatIntervalMs,
      rebalanceTimeout: times.rebalanceTimeoutMs,
      // How long it sleeps between two looks at what the group wants, having nothing to fetch.
      maxWaitTimeInMs: 500,
      allowAutoTopicCreation: false,
      retry: { ...RETRY, restartOnFailure: async () => this.#leaving === undefined },
    });
    const receiver: FetchReceiver = {
      fetched: (at, fetched) => buffers.fetched(at, fetched),
      outOfRange: (at) => void buffers.outOfRange(at).catch((error: unknown) => this.#failed(error)),
      failed: (error) => this.#failed(error),
    };
    this.#fetchers = new FetchersByWriter(client, topics, receiver, member.readingRestMs);
    const buffers = new PartitionBuffers(this.#fetchers, (partitions, signal) => offsets.bounds(partitions, signal));
    this.#feed = new MemberFeed(member, topics, buffers);
  }

  /** Resolves when the first attempt to join is over; kafkajs goes on trying where that failed for a passing reason. */
  async start(): Promise<void> {
    const { GROUP_JOIN, FETCH_START, CRASH } = this.#consumer.events;
    this.#consumer.on(GROUP_JOIN, (event) => this.#guarded(() => this.#joined(event.payload)));
    this.#consumer.on(FETCH_START, () => this.#rejoinIfWanted());
    this.#consumer.on(CRASH, (event) => this.#guarded(() => this.#crashed(event)));
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: this.topics.map(({ name }) => name), fromBeginning: true });
    await this.#run();
  }

  #run(): Promise<void> {
    return this.#consumer.run({ autoCommit: false, eachBatch: async () => undefined });
  }

  async commit(positions: readonly Position[]): Promise<void> {
    // kafkajs would also commit for lanes that it has lost.
    const own = positions.filter(({ partition }) => this.#feed.lanes.includes(partition));
    if (own.length === 0) return;
    await this.#consumer.commitOffsets(own.map((position) => ({ ...position, offset: String(position.offset) })));
  }

  async reassign(lanes: readonly number[]): Promise<void> {
    const still = lanes.filter((lane) => this.#feed.lanes.includes(lane));
    void this.#feed.assign(still);
  }

  leave(): Promise<void> {
    this.#leaving ??= this.#leave();
    return this.#leaving;
  }

  async #leave(): Promise<void> {
    await this.#feed.revoke(this.#feed.lanes);
    await this.#feed.settled();
    await Promise.all([this.#fetchers.close(), this.#consumer.disconnect().catch(() => undefined)]);
  }

  #claim() {
    this.#rejoinWanted = false;
    return { as: this.#memberId, owned: [...this.#held.keys()], leaving: this.#leaving !== undefined };
  }

  #joined({ memberId, memberAssignment }: ConsumerGroupJoinEvent['payload']): void {
    const assigned = Object.entries(memberAssignment).map(([topic, partitions]) => ({ topic, partitions }));
    this.#consumer.pause(assigned);
    // Under a new id the group had given this member up: others may have had all its lanes in between.
    const evicted = this.#memberId !== null && this.#memberId !== memberId;
    this.#memberId = memberId;
    if (this.#leaving !== undefined) return;
    const lanes = new Set(assigned.flatMap(({ partitions }) => partitions));
    const owned = new Set(this.#feed.lanes);
    this.#give([...lanes].filter((lane) => evicted || !owned.has(lane)));
    this.#take([...owned].filter((lane) => !lanes.has(lane)));
  }

  #give(lanes: readonly number[]): void {
    for (const lane of lanes) this.#held.set(lane, Symbol());
    void this.#feed.assign(lanes.toSorted((a, b) => a - b));
  }

  #take(lanes: readonly number[]): void {
    if (lanes.length === 0) return;
    const gifts = lanes.map((lane) => [lane, this.#held.get(lane)] as const);
    const letGo = () => {
      const over = gifts.filter(([lane, gift]) => gift !== undefined && this.#held.get(lane) === gift);
      for (const [lane] of over) this.#held.delete(lane);
      if (over.length > 0) this.#rejoinWanted = true;
    };
    const timer = setTimeout(letGo, this.times.rebalanceTimeoutMs).unref();
    void this.#feed.revoke(lanes).then(() => {
      clearTimeout(timer);
      letGo();
    });
  }

  /** Thrown into kafkajs's fetch loop, this is what it sees when the broker announces a rebalance: it joins again. */
  #rejoinIfWanted(): void {
    if (!this.#rejoinWanted || this.#leaving !== undefined) return;
    this.#rejoinWanted = false;
    throw Object.assign(new Error('lanes were let go of'), { type: 'REBALANCE_IN_PROGRESS' });
  }

  #crashed({ payload: { error, restart } }: ConsumerCrashEvent): void {
    if (restart || this.#leaving !== undefined) return;
    if (error.name === COORDINATOR_NOT_FOUND) setTimeout(() => this.#runAgain(), COORDINATOR_PAUSE_MS).unref();
    else this.member.onFailure(error);
  }

  #runAgain(): void {
    if (this.#leaving !== undefined) return;
    this.#run().catch((error: unknown) => this.#failed(error));
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    this.member.onFailure(error instanceof Error ? error : new Error(String(error)));
  }
}
