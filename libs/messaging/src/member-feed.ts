import type { GroupMember, LogRecord, Position, TopicSpec } from './event-log.ts';
import { LostRecords } from './lost-records.ts';
import { lanePartitions, type TopicPartition } from './topic-lanes.ts';

export type PartitionBounds = { readonly first: number; readonly head: number };

/** Where a feed reads from: what differs between logs that poll by themselves. */
export type PartitionSource = {
  /** First offset kept and next offset to be written, of each partition asked for, in that order. Waits through outages until aborted. */
  bounds(partitions: readonly TopicPartition[], signal: AbortSignal): Promise<readonly PartitionBounds[]>;
  /**
   * The records from an offset on, at least one; waits until there are some, through outages too. Empty once the signal
   * is aborted. Rejects with `LostRecords` where the first record would be another one.
   */
  next(at: TopicPartition, offset: number, signal: AbortSignal): Promise<readonly LogRecord[]>;
};

/**
 * Gives one member its lanes and takes them away again, and reads their partitions in between: one loop per partition, which
 * fetches only after the member has made room. Which lanes these are is decided elsewhere.
 */
export class MemberFeed {
  readonly #lanes = new Map<number, LaneFeed>();
  /** The last call about each lane, so that the next one waits for it. */
  readonly #turns = new Map<number, Promise<void>>();
  #abandoned = false;

  constructor(
    private readonly member: GroupMember,
    private readonly topics: readonly TopicSpec[],
    private readonly source: PartitionSource,
  ) {}

  /** Lanes given and not yet taken away. */
  get lanes(): readonly number[] {
    return [...this.#lanes.keys()].sort((a, b) => a - b);
  }

  /** Calls `onAssigned`, then starts to read. Also for lanes that the member has already: they start over from its answer. */
  assign(lanes: readonly number[]): Promise<void> {
    if (lanes.length === 0) return Promise.resolve();
    const before = this.#halt(lanes);
    const given = lanes.map((lane) => ({ lane, feed: { stop: new AbortController(), loops: [] } as LaneFeed }));
    for (const { lane, feed } of given) this.#lanes.set(lane, feed);
    return this.#inTurn(lanes, async () => {
      const positions = await this.member.onAssigned(lanes);
      await loopsOf(before);
      await Promise.all(given.map((one) => this.#start(one, positions)));
    });
  }

  /** Stops reading, calls `onRevoked`, and resolves when no call about these lanes is under way. */
  revoke(lanes: readonly number[]): Promise<void> {
    if (lanes.length === 0) return Promise.resolve();
    const before = this.#halt(lanes);
    for (const lane of lanes) this.#lanes.delete(lane);
    return this.#inTurn(lanes, async () => {
      await this.member.onRevoked(lanes);
      await loopsOf(before);
    });
  }

  /** Resolves when all calls about lanes that are under way now have ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#turns.values());
  }

  /** Stops reading and calls the member no more: what a killed process does. */
  abandon(): void {
    this.#abandoned = true;
    this.#halt(this.lanes);
    this.#lanes.clear();
  }

  #halt(lanes: readonly number[]): readonly LaneFeed[] {
    const feeds = lanes.flatMap((lane) => this.#lanes.get(lane) ?? []);
    // Nobody asks for the reason; the default one is an exception, whose stack costs more than all else here.
    for (const feed of feeds) feed.stop.abort('not read any more');
    return feeds;
  }

  async #start({ lane, feed }: Given, positions: readonly Position[]): Promise<void> {
    const partitions = lanePartitions(lane, this.topics);
    const signal = feed.stop.signal;
    if (signal.aborted) return;
    const bounds = await this.source.bounds(partitions, signal);
    if (signal.aborted) return;
    for (const [index, at] of partitions.entries()) {
      const { first, head } = bounds[index]!;
      const asked = positions.find(({ topic, partition }) => topic === at.topic && partition === at.partition);
      const offset = asked?.offset ?? first;
      if (offset < first || offset > head) {
        this.member.onFailure(new LostRecords(at.topic, at.partition, offset, { first, head }));
      } else {
        feed.loops.push(this.#read(at, offset, signal));
      }
    }
  }

  async #read(at: TopicPartition, from: number, signal: AbortSignal): Promise<void> {
    let offset = from;
    try {
      while (!signal.aborted) {
        const records = await this.source.next(at, offset, signal);
        if (signal.aborted || records.length === 0) return;
        offset = records.at(-1)!.offset + 1;
        await this.member.onRecords(at.topic, at.partition, records);
      }
    } catch (error) {
      if (!this.#abandoned) this.member.onFailure(asError(error));
    }
  }

  #inTurn(lanes: readonly number[], call: () => Promise<void>): Promise<void> {
    const earlier = Promise.all(lanes.map((lane) => this.#turns.get(lane) ?? Promise.resolve()));
    const turn = earlier
      .then(() => (this.#abandoned ? undefined : call()))
      .catch((error: unknown) => {
        if (!this.#abandoned) this.member.onFailure(asError(error));
      });
    for (const lane of lanes) this.#turns.set(lane, turn);
    return turn;
  }
}

type LaneFeed = { readonly stop: AbortController; readonly loops: Promise<void>[] };
type Given = { readonly lane: number; readonly feed: LaneFeed };

async function loopsOf(feeds: readonly LaneFeed[]): Promise<void> {
  await Promise.all(feeds.flatMap((feed) => feed.loops));
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
