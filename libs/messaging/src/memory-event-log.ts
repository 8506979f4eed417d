import { EventLog } from './event-log.ts';
import type { AppendRecord, GroupMember, LogRecord, Membership, TopicSpec } from './event-log.ts';
import { MemberFeed } from './member-feed.ts';
import { MemoryGroup } from './memory-group.ts';
import { MemoryLogStorage } from './memory-log-storage.ts';
import { laneCount } from './topic-lanes.ts';

/** The server side of memory logs: give the same one to several logs to play several processes. */
export class MemoryLogServer {
  readonly storage: MemoryLogStorage;
  readonly #groups = new Map<string, MemoryGroup>();

  /** The clock gives the records' timestamps, in epoch milliseconds. */
  constructor(clock?: () => number) {
    this.storage = new MemoryLogStorage(clock);
  }

  group(name: string, topics: readonly TopicSpec[]): MemoryGroup {
    const names = topics.map((topic) => topic.name).sort();
    const existing = this.#groups.get(name);
    if (existing === undefined) {
      const group = new MemoryGroup(laneCount(topics), names);
      this.#groups.set(name, group);
      return group;
    }
    if (existing.topics.join() !== names.join()) throw new Error(`members of group ${name} must read the same topics`);
    return existing;
  }
}

/** An event log in this process: nothing waits for a timer, so a test that awaits what it started sees the outcome. */
export class MemoryEventLog extends EventLog {
  readonly #joined = new Map<MemberFeed, MemoryGroup>();

  constructor(private readonly server: MemoryLogServer = new MemoryLogServer()) {
    super();
  }

  async ensureTopics(topics: readonly TopicSpec[]): Promise<void> {
    for (const topic of topics) this.server.storage.ensureTopic(topic);
  }

  async append(records: readonly AppendRecord[]): Promise<void> {
    this.server.storage.append(records);
  }

  async join(group: string, topics: readonly TopicSpec[], member: GroupMember): Promise<Membership> {
    const storage = this.server.storage;
    for (const topic of topics) storage.checkTopic(topic);
    const joined = this.server.group(group, topics);
    const feed = new MemberFeed(member, topics, storage);
    this.#joined.set(feed, joined);
    joined.join(feed);
    return {
      commit: async (positions) => storage.commit(group, positions),
      reassign: async (lanes) => {
        const still = lanes.filter((lane) => feed.lanes.includes(lane));
        if (still.length > 0) void feed.assign(still);
      },
      leave: () => this.#leave(feed),
    };
  }

  async heads(topics: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>> {
    return new Map(topics.map((topic) => [topic, this.server.storage.heads(topic)]));
  }

  async committed(group: string, topics: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>> {
    return new Map(topics.map((topic) => [topic, this.server.storage.committed(group, topic)]));
  }

  async read(topic: string, partition: number, offset: number, limit: number): Promise<readonly LogRecord[]> {
    return this.server.storage.read({ topic, partition }, offset, limit);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#joined.keys()].map((feed) => this.#leave(feed)));
  }

  /** Plays `kill -9`: this log's members are gone at once, are called no more, and their lanes go to others. */
  crash(): void {
    for (const [feed, group] of this.#joined) group.crash(feed);
    this.#joined.clear();
  }

  async #leave(feed: MemberFeed): Promise<void> {
    // Who dies while it leaves has been a member until then: its lanes go to others.
    await this.#joined.get(feed)?.leave(feed);
    this.#joined.delete(feed);
  }
}
