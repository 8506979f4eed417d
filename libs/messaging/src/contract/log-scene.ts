import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { eventually } from '@smarketing/testing';
import type { AppendRecord, EventLog, Membership, TopicSpec } from '../event-log.ts';
import { AppliedLanes } from './applied-lanes.ts';
import type { TopicPartition } from '../topic-lanes.ts';
import { WatchedMember } from './watched-member.ts';

/** How the contract reaches a log implementation. */
export type EventLogHarness = {
  /** A fresh client on the same log storage, like another process. */
  open(): Promise<EventLog>;
  /** Ends a client as `kill -9` would: no revoke, no leave. Its storage stays. */
  crash(log: EventLog): Promise<void>;
  /** After the last test; all clients were closed or crashed. */
  close(): Promise<void>;
  /** Factor on the numbers of records and repetitions: below 1 for slow logs. Default 1. */
  readonly scale?: number;
};

/** How the contract makes a log lose records. */
export type LossyHarness = EventLogHarness & {
  /** Retention, or an operator, deletes what is below the offset. */
  deleteBefore(at: TopicPartition, offset: number): Promise<void>;
  /** An operator deletes a topic and creates it again, empty. */
  recreate(topic: TopicSpec): Promise<void>;
};

/** Few enough for five members to get one or two each. */
export const SCENE_LANES = 6;

export type SceneMember = { readonly log: EventLog; readonly member: WatchedMember; readonly membership: Membership };

/** The topics, clients and members of one test; names are unique, since the storage outlives it. */
export class LogScene {
  readonly id = randomUUID().slice(0, 8);
  readonly clicks: TopicSpec = { name: `clicks-${this.id}`, partitions: SCENE_LANES, retentionMs: null };
  readonly calls: TopicSpec = { name: `calls-${this.id}`, partitions: SCENE_LANES, retentionMs: null };
  readonly news: TopicSpec = { name: `news-${this.id}`, partitions: 1, retentionMs: null };
  readonly topics: readonly TopicSpec[] = [this.clicks, this.calls, this.news];
  readonly members: SceneMember[] = [];
  readonly #open = new Set<EventLog>();
  readonly #applied = new Map<string, AppliedLanes>();
  readonly #appended = new Map<string, string[]>();
  #serial = 0;

  private constructor(
    readonly harness: EventLogHarness,
    /** The client that the test appends and looks with. */
    readonly log: EventLog,
    private readonly patienceMs: number,
  ) {}

  static async start(harness: EventLogHarness, patienceMs: number): Promise<LogScene> {
    const scene = new LogScene(harness, await harness.open(), patienceMs);
    scene.#open.add(scene.log);
    await scene.log.ensureTopics(scene.topics);
    return scene;
  }

  scaled(count: number): number {
    return Math.max(2, Math.ceil(count * (this.harness.scale ?? 1)));
  }

  eventually<T>(check: () => T | Promise<T>): Promise<T> {
    return eventually(check, { withinMs: this.patienceMs });
  }

  async openLog(): Promise<EventLog> {
    const log = await this.harness.open();
    this.#open.add(log);
    return log;
  }

  /** What a group's members have applied, as one database sees it. */
  applied(group: string): AppliedLanes {
    const applied = this.#applied.get(group) ?? new AppliedLanes(this.topics);
    this.#applied.set(group, applied);
    return applied;
  }

  /** Joins with a client of its own; `prepare` sets the member's hooks before anything can happen. */
  async join(group: string, prepare: (member: WatchedMember) => void = () => {}): Promise<SceneMember> {
    const log = await this.openLog();
    const member = new WatchedMember(this.topics, this.applied(group));
    prepare(member);
    const joined = { log, member, membership: await log.join(this.groupName(group), this.topics, member) };
    this.members.push(joined);
    return joined;
  }

  /** Joins and waits until the member has all lanes. */
  async joinAlone(group: string, prepare?: (member: WatchedMember) => void): Promise<SceneMember> {
    const joined = await this.join(group, prepare);
    await this.eventually(() => expect(joined.member.owned.size).toBe(SCENE_LANES));
    return joined;
  }

  groupName(group: string): string {
    return `${group}-${this.id}`;
  }

  async crash(joined: SceneMember): Promise<void> {
    joined.member.die();
    this.#open.delete(joined.log);
    await this.harness.crash(joined.log);
  }

  /** `count` records with values that tell their order, for one partition; not appended yet. */
  some(count: number, topic: TopicSpec, partition: number): readonly AppendRecord[] {
    return Array.from({ length: count }, () => {
      const n = this.#serial++;
      return {
        topic: topic.name,
        partition,
        key: `lead-${n % 7}`,
        value: JSON.stringify({ n }),
        headers: { n: String(n) },
      };
    });
  }

  /** Appends, and remembers it for `expectAllApplied`. */
  async append(records: readonly AppendRecord[]): Promise<void> {
    await this.log.append(records);
    for (const { topic, partition, value } of records) {
      const name = `${topic}/${partition}`;
      this.#appended.set(name, [...(this.#appended.get(name) ?? []), value]);
    }
  }

  /** A record or so for every partition of all topics, in one call. */
  async appendEverywhere(perPartition = 1): Promise<void> {
    const lanes = Array.from({ length: SCENE_LANES }, (_, lane) => lane);
    const laned = lanes.flatMap((lane) =>
      [this.clicks, this.calls].flatMap((topic) => this.some(perPartition, topic, lane)),
    );
    await this.append([...laned, ...this.some(perPartition, this.news, 0)]);
  }

  /** Once idle: everything that was appended was applied by the group, once and in order. */
  async expectAllApplied(group: string): Promise<void> {
    const applied = this.applied(group);
    const total = [...this.#appended.values()].reduce((sum, values) => sum + values.length, 0);
    await this.eventually(() => expect(applied.count).toBeGreaterThanOrEqual(total));
    for (const topic of this.topics) {
      for (let partition = 0; partition < topic.partitions; partition++) {
        const expected = this.#appended.get(`${topic.name}/${partition}`) ?? [];
        expect({ partition, values: applied.values(topic.name, partition) }).toEqual({ partition, values: expected });
      }
    }
  }

  /** Once idle: the living members have all lanes, each with one of them, in fair shares. */
  async expectShared(living: readonly SceneMember[]): Promise<void> {
    await this.eventually(() => {
      const lanes = living.flatMap(({ member }) => [...member.owned]);
      expect(lanes.sort((a, b) => a - b)).toEqual(Array.from({ length: SCENE_LANES }, (_, lane) => lane));
      const sizes = living.map(({ member }) => member.owned.size);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    });
  }

  /** Closes what is open; fails if any member saw a call that the port forbids. */
  async end(): Promise<void> {
    await Promise.all([...this.#open].map((log) => log.close()));
    expect(this.members.flatMap(({ member }) => member.violations)).toEqual([]);
  }
}
