import type { LogRecord } from './event-log.ts';
import type { LaneRow } from './lane-database.ts';
import { PoisonGauge } from './poison-gauge.ts';

/** Records of one partition waiting here, and their characters; beyond either the log is asked to wait. */
const ROOM = 400;
const ROOM_CHARS = 1 << 20;

/** So many batches at least carry a number of their claim alone, so that no claim's deletion can hit a later one's batch. */
const BATCHES_PER_CLAIM = 2 ** 32;

/** Why a lane stands still until somebody acts. */
export type StandstillKind =
  /** the log no longer has what must be read next, or has jumped */
  | 'records-missing'
  /** the numbers say that a record was never written, or is gone */
  | 'number-missing'
  /** nearly everything is set aside */
  | 'poison'
  /** the database refuses, and neither waiting nor leaving an event out helps */
  | 'refused';
export type Standstill = {
  readonly kind: StandstillKind;
  readonly because: string;
  /** By `performance.now()`. */
  readonly since: number;
};

/** What a lane cannot go on without: a version of the agreement, or any at all (null). `since`: by `performance.now()`. */
export type AwaitedAgreement = { readonly version: number | null; readonly since: number };

type LaneParts = {
  /** The last batch that the claim has found in `unpublished`. */
  readonly last: number;
  /** Whether a record may be for this service. */
  readonly concerns: (record: LogRecord) => boolean;
  readonly onStop: (because: string) => void;
};

type Queue = { readonly records: LogRecord[]; chars: number; next: number | null; release: (() => void)[] };

/** A lane that this process owns: its row as last committed, and what waits to be folded. One object is one claim. */
export class Lane {
  row: LaneRow;
  stopped: Standstill | null = null;
  awaited: AwaitedAgreement | null = null;
  /** True when the claim is over. */
  gone = false;
  /** For the key of `unpublished`; grows over all claims of the lane. */
  nextBatch: number;
  readonly poison = new PoisonGauge();
  private readonly queues = new Map<string, Queue>();
  private readonly parts: LaneParts;
  /** How many of the records that wait may be for this service. */
  private concerning = 0;
  /** Since when there are records, by `performance.now()`; null where there are none. */
  waitingSince: number | null = null;

  constructor(row: LaneRow, parts: LaneParts) {
    this.row = row;
    this.nextBatch = Math.max(parts.last + 1, row.epoch * BATCHES_PER_CLAIM);
    this.parts = parts;
  }

  /** True where due timers may fire: it goes on, and knows all that it had known. */
  get firesTimers(): boolean {
    return this.stopped === null && this.row.rebuild.running === null;
  }

  get number(): number {
    return this.row.lane;
  }

  /** Stands still from now on, and says so once. */
  stop(kind: StandstillKind, because: string): void {
    if (this.stopped !== null) return;
    this.stopped = { kind, because, since: performance.now() };
    this.parts.onStop(because);
  }

  /** Notes which version of the agreement the next record waits for, if it does. */
  waitFor(agreement: { readonly version: number | null } | null): void {
    if (agreement === null) this.awaited = null;
    else if (this.awaited?.version !== agreement.version) {
      this.awaited = { version: agreement.version, since: performance.now() };
    }
  }

  /** Takes records in; resolves when there is room for more. Repeats are dropped here, a jump stops the lane. */
  async enqueue(topic: string, records: readonly LogRecord[]): Promise<void> {
    const queue = this.queue(topic);
    for (const record of records) {
      const expected = queue.next ?? this.row.offsets[topic] ?? record.offset;
      if (record.offset < expected) continue;
      if (record.offset > expected) {
        this.stop(
          'records-missing',
          `records of ${topic} are missing: expected offset ${expected}, got ${record.offset}`,
        );
        break;
      }
      queue.records.push(record);
      queue.chars += record.value.length;
      if (this.parts.concerns(record)) this.concerning++;
      this.waitingSince ??= performance.now();
      queue.next = record.offset + 1;
    }
    if (this.stopped !== null || queue.records.length > ROOM || queue.chars > ROOM_CHARS)
      await new Promise<void>((resolve) => queue.release.push(resolve));
  }

  /** Topics of which something waits, those with the fewest records first. */
  topics(): readonly string[] {
    return [...this.queues]
      .filter(([, { records }]) => records.length > 0)
      .toSorted(([, a], [, b]) => a.records.length - b.records.length)
      .map(([topic]) => topic);
  }

  peek(topic: string, index: number): LogRecord | undefined {
    return this.queue(topic).records[index];
  }

  /** True where there is something for this service to do, or no more room. */
  get isPressing(): boolean {
    if (this.concerning > 0 || this.row.rebuild.retellings.length > 0) return true;
    return [...this.queues.values()].some(({ records, chars }) => records.length > ROOM / 2 || chars > ROOM_CHARS / 2);
  }

  get waiting(): boolean {
    for (const queue of this.queues.values()) if (queue.records.length > 0) return true;
    return false;
  }

  /** Forgets the first `count` records of a topic, after the commit that folded them. */
  consumed(topic: string, count: number): void {
    const queue = this.queue(topic);
    for (const record of queue.records.splice(0, count)) {
      queue.chars -= record.value.length;
      if (this.parts.concerns(record)) this.concerning--;
    }
    if (!this.waiting) this.waitingSince = null;
    if (queue.records.length <= ROOM / 2 && queue.chars <= ROOM_CHARS / 2)
      for (const release of queue.release.splice(0)) release();
  }

  /** Lets everybody go who waits for room. */
  release(): void {
    for (const queue of this.queues.values()) for (const release of queue.release.splice(0)) release();
  }

  /** The claim is over: somebody else may own the lane now. */
  dismiss(): void {
    this.gone = true;
    this.release();
  }

  private queue(topic: string): Queue {
    let queue = this.queues.get(topic);
    if (!queue) this.queues.set(topic, (queue = { records: [], chars: 0, next: null, release: [] }));
    return queue;
  }
}
