import type { AppendRecord, GroupMember, LogRecord, Membership, Position, TopicSpec } from '../event-log.ts';
import { MemoryEventLog, type MemoryLogServer } from '../memory-event-log.ts';
import { MODEL_LANES } from './model-tables.ts';
import { writtenTopics } from './stages.ts';
import type { Actor, Point, World } from './world.ts';

type Joined = { readonly group: string; readonly topics: readonly TopicSpec[]; readonly member: GroupMember };

/** One process's way to the log: requests are held up, lost on the way, or their answers are. */
export class ModelLog extends MemoryEventLog {
  protected readonly log: MemoryLogServer;
  protected readonly world: World;
  private readonly process: Actor;
  private readonly isTwin: boolean;
  private readonly lanes = new Set<number>();
  /** Counts what was said about the ownership of each lane: what was fetched before is delivered no more. */
  private readonly turns = Array.from({ length: MODEL_LANES }, () => 0);
  private readonly calls = new Set<Promise<unknown>>();
  private joined: Joined | null = null;
  private expired: Joined | null = null;
  private isRejoining = false;
  private membership: Membership | null = null;

  constructor(world: World, process: Actor, log: MemoryLogServer, isTwin: boolean) {
    super(log);
    this.world = world;
    this.process = process;
    this.log = log;
    this.isTwin = isTwin;
  }

  override async append(records: readonly AppendRecord[]): Promise<void> {
    const { world } = this;
    const arrive = (): void => this.log.storage.append(records);
    const arriveLate = (): void => world.later(arrive);
    await world.pause(this.process, 'append', world.random.oneIn(2) ? arrive : arriveLate);
    if (world.strikes('refused append')) throw new Error('the log is away');
    if (world.strikes('torn append')) {
      const [first] = records;
      this.log.storage.append(
        records.filter(({ topic, partition }) => topic === first?.topic && partition === first.partition),
      );
      throw new Error('one partition has no leader');
    }
    if (world.strikes('late append')) {
      arriveLate();
      throw new Error('the request timed out');
    }
    arrive();
    if (world.strikes('lost ack')) throw new Error('the answer was lost');
    await world.pause(this.process, 'appended');
  }

  override async join(group: string, topics: readonly TopicSpec[], member: GroupMember): Promise<Membership> {
    await this.untilRunning('join');
    // Of what the service reads, only this is written here: to follow the rest would take time.
    const read = topics.filter(({ name }) => writtenTopics.includes(name)).map(narrow);
    this.joined = { group: this.isTwin ? `${group}, twin` : group, topics: read, member: this.watched(member) };
    this.membership = await super.join(this.joined.group, read, this.joined.member);
    return {
      commit: (positions) => this.tellOffsets(positions),
      reassign: async (lanes) => this.membership!.reassign(lanes),
      leave: async () => {
        this.joined = null;
        await this.membership!.leave();
      },
    };
  }

  /** The process was stopped for so long that its lanes go to others. */
  expire(): void {
    this.crash();
    for (const lane of this.lanes) this.turns[lane]!++;
    this.expired = this.joined;
  }

  /** After that it is told so, and joins anew. */
  async rejoin(): Promise<void> {
    if (this.isRejoining) return;
    this.isRejoining = true;
    while (this.expired) {
      const { group, topics, member } = this.expired;
      this.expired = null;
      await Promise.all(this.calls);
      await this.untilRunning('rejoin');
      await member.onRevoked([...this.lanes]);
      await this.untilRunning('rejoin');
      if (this.joined && !this.expired) this.membership = await super.join(group, topics, member);
    }
    this.isRejoining = false;
  }

  /** What the group has told about a lane, which anybody may have changed. */
  groupOffsets(lane: number): Readonly<Record<string, number>> {
    const { group, topics } = this.joined!;
    return Object.fromEntries(topics.map(({ name }) => [name, this.log.storage.committed(group, name)[lane]!]));
  }

  override async heads(topics: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>> {
    await this.world.pause(this.process, 'heads');
    // Of the other topics nobody writes to here there are none.
    return super.heads(topics.filter((topic) => writtenTopics.includes(topic)));
  }

  /** Who is stopped, or dead, joins nothing, although it was its turn a moment ago. */
  private async untilRunning(point: Point): Promise<void> {
    do await this.world.pause(this.process, point);
    while (this.process.state !== 'running');
  }

  private async tellOffsets(positions: readonly Position[]): Promise<void> {
    await this.world.pause(this.process, 'offsets');
    if (this.world.strikes('refused offsets')) throw new Error('the group rebalances');
    await this.membership!.commit(positions);
    await this.world.pause(this.process, 'offsets told');
  }

  private watched(member: GroupMember): GroupMember {
    const { world, process } = this;
    return {
      onAssigned: (lanes) =>
        this.during(async () => {
          for (const lane of lanes) {
            this.lanes.add(lane);
            this.turns[lane]!++;
          }
          await world.pause(process, 'assigned');
          return member.onAssigned(lanes);
        }),
      onRevoked: (lanes) =>
        this.during(async () => {
          for (const lane of lanes) {
            this.lanes.delete(lane);
            this.turns[lane]!++;
          }
          await world.pause(process, 'revoked');
          await member.onRevoked(lanes);
        }),
      onRecords: async (topic, partition, records) => {
        const turn = this.turns[partition];
        await world.pause(process, 'records');
        if (turn !== this.turns[partition]) return;
        const [first] = records;
        if (first && first.offset > 0 && world.strikes('lower offsets delivered'))
          await member.onRecords(topic, partition, this.log.storage.read({ topic, partition }, 0, first.offset));
        await member.onRecords(topic, partition, this.delivered(records));
      },
      onFailure: (error) => member.onFailure(error),
    };
  }

  /** Past everything that may go wrong on the way. */
  appendAtOnce(records: readonly AppendRecord[]): void {
    this.log.storage.append(records);
  }

  /** The records as the member gets them. */
  protected delivered(records: readonly LogRecord[]): readonly LogRecord[] {
    return records;
  }

  private async during<T>(call: () => Promise<T>): Promise<T> {
    const running = call();
    this.calls.add(running);
    try {
      return await running;
    } finally {
      this.calls.delete(running);
    }
  }
}

/** The topic with as many partitions as the model has lanes. */
export function narrow(topic: TopicSpec): TopicSpec {
  return { ...topic, partitions: Math.min(topic.partitions, MODEL_LANES) };
}
