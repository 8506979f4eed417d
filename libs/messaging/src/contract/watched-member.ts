import type { GroupMember, LogRecord, Position, TopicSpec } from '../event-log.ts';
import { lanePartitions } from '../topic-lanes.ts';
import type { AppliedLanes } from './applied-lanes.ts';

/** A member that applies what it gets to the group's `AppliedLanes` and writes down each call that the port forbids. */
export class WatchedMember implements GroupMember {
  readonly owned = new Set<number>();
  readonly violations: string[] = [];
  readonly failures: Error[] = [];
  readonly calls: { readonly topic: string; readonly partition: number; readonly records: readonly LogRecord[] }[] = [];
  /** How often each lane was assigned. */
  readonly assigned = new Map<number, number>();
  /** Steps in before the records are applied; they are dropped if it answers false. */
  beforeApply: (topic: string, partition: number) => Promise<boolean | void> = async () => {};
  /** Steps in after the lanes were claimed, and may answer with other positions. */
  whenAssigned: (positions: readonly Position[]) => Promise<readonly Position[]> = async (positions) => positions;
  whenRevoked: () => Promise<void> = async () => {};

  readonly #epochs = new Map<number, number>();
  readonly #expected = new Map<string, number>();
  readonly #changing = new Set<number>();
  readonly #busy = new Set<string>();
  #dead = false;

  constructor(
    private readonly topics: readonly TopicSpec[],
    private readonly applied: AppliedLanes,
  ) {}

  /** After a crash: what still trickles into the dead process counts for nothing. */
  die(): void {
    this.#dead = true;
    this.owned.clear();
    this.#epochs.clear();
  }

  async onAssigned(lanes: readonly number[]): Promise<readonly Position[]> {
    if (this.#dead) return [];
    this.#begin(lanes, 'onAssigned');
    for (const lane of lanes) {
      this.#epochs.set(lane, this.applied.claim(lane));
      this.assigned.set(lane, (this.assigned.get(lane) ?? 0) + 1);
      this.owned.delete(lane);
    }
    const positions = await this.whenAssigned(lanes.flatMap((lane) => this.applied.positions(lane)));
    if (this.#dead) return [];
    for (const lane of lanes) {
      this.#changing.delete(lane);
      this.owned.add(lane);
      for (const { topic, partition } of lanePartitions(lane, this.topics))
        this.#expected.delete(`${topic}/${partition}`);
    }
    for (const { topic, partition, offset } of positions) this.#expected.set(`${topic}/${partition}`, offset);
    return positions;
  }

  async onRevoked(lanes: readonly number[]): Promise<void> {
    if (this.#dead) return;
    this.#begin(lanes, 'onRevoked');
    await this.whenRevoked();
    if (this.#dead) return;
    for (const lane of lanes) {
      if (!this.owned.delete(lane)) this.violations.push(`lane ${lane} revoked, but it was not assigned`);
      this.#changing.delete(lane);
      this.#epochs.delete(lane);
    }
  }

  async onRecords(topic: string, partition: number, records: readonly LogRecord[]): Promise<void> {
    if (this.#dead) return;
    const name = `${topic}/${partition}`;
    this.calls.push({ topic, partition, records });
    const lane = this.topics.find((one) => one.name === topic)?.partitions === 1 ? 0 : partition;
    if (!this.owned.has(lane)) this.violations.push(`${name} delivered without owning lane ${lane}`);
    if (this.#busy.has(name)) this.violations.push(`${name} delivered while it was full`);
    if (records.length === 0) this.violations.push(`${name}: an empty delivery`);
    for (const { offset } of records) {
      const expected = this.#expected.get(name);
      if (expected !== undefined && offset !== expected)
        this.violations.push(`${name}: ${offset} came, not ${expected}`);
      this.#expected.set(name, offset + 1);
    }
    const epoch = this.#epochs.get(lane) ?? -1;
    this.#busy.add(name);
    const wanted = await this.beforeApply(topic, partition);
    this.#busy.delete(name);
    if (wanted !== false) this.applied.apply(lane, epoch, records);
  }

  onFailure(error: Error): void {
    if (!this.#dead) this.failures.push(error);
  }

  #begin(lanes: readonly number[], call: string): void {
    if (lanes.length === 0) this.violations.push(`${call} without a lane`);
    for (const lane of lanes) {
      if (this.#changing.has(lane)) this.violations.push(`${call} of lane ${lane} overlaps another`);
      this.#changing.add(lane);
    }
  }
}

/** A promise that the test settles when it likes. */
export function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}
