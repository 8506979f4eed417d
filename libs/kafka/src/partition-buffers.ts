import { LostRecords } from '@smarketing/messaging';
import type { LogRecord, PartitionBounds, PartitionSource, TopicPartition } from '@smarketing/messaging';
import { nameOf } from './name-of.ts';

/** What a fetcher can be told. None of these may throw. */
export type FetchControl = {
  seek(at: TopicPartition, offset: number): void;
  pause(partitions: readonly TopicPartition[]): void;
  resume(partitions: readonly TopicPartition[]): void;
};

/** Records that a fetch brought for one partition. `end` is the offset behind the last, `head` the partition's high watermark. */
export type Fetched = { readonly records: readonly LogRecord[]; readonly end: number; readonly head: number };

const RECORDS_PER_CALL = 500;
const MAX_CHARACTERS = 4 << 20;
const ALL_CHARACTERS = 48 << 20;

type Buffer = {
  readonly at: TopicPartition;
  readonly signal: AbortSignal;
  queue: LogRecord[];
  characters: number;
  /** The next offset that Kafka has to bring. */
  expected: number;
  paused: boolean;
  soughtBack: boolean;
  failure: Error | undefined;
  wake: () => void;
};

/**
 * Stands between a fetcher, which pushes batches, and the loops that ask for the next records of a partition. A partition is
 * fetched only while somebody reads it, from the offset asked for; a full buffer pauses it. Nothing is skipped: the first record must
 * be the one expected. What is below it is dropped, what is above it makes the fetcher seek back once and then fails the reader.
 */
export class PartitionBuffers implements PartitionSource {
  readonly #buffers = new Map<string, Buffer>();

  constructor(
    private readonly control: FetchControl,
    readonly bounds: (
      partitions: readonly TopicPartition[],
      signal: AbortSignal,
    ) => Promise<readonly PartitionBounds[]>,
  ) {}

  async next(at: TopicPartition, offset: number, signal: AbortSignal): Promise<readonly LogRecord[]> {
    if (signal.aborted) return [];
    const open = this.#buffers.get(nameOf(at));
    const buffer = open?.signal === signal ? open : this.#open(at, offset, signal);
    while (buffer.queue.length === 0 && buffer.failure === undefined && !signal.aborted) {
      await new Promise<void>((resolve) => {
        buffer.wake = resolve;
      });
    }
    if (signal.aborted) return [];
    if (buffer.queue.length === 0 && buffer.failure !== undefined) throw buffer.failure;
    return this.#take(buffer);
  }

  /** Takes what a fetch brought, if anybody reads that partition. */
  fetched(at: TopicPartition, { records, end, head }: Fetched): void {
    const buffer = this.#buffers.get(nameOf(at));
    if (buffer === undefined || buffer.failure !== undefined) return;
    const fresh = records.filter(({ offset }) => offset >= buffer.expected);
    const first = fresh[0]?.offset;
    if (first === undefined) {
      if (head < buffer.expected) this.#fail(buffer, { first: records[0]?.offset ?? 0, head });
      return;
    }
    if (first > buffer.expected) {
      if (buffer.soughtBack) {
        this.#fail(buffer, { first, head });
      } else {
        buffer.soughtBack = true;
        this.control.seek(at, buffer.expected);
      }
      return;
    }
    buffer.soughtBack = false;
    buffer.queue.push(...fresh);
    buffer.characters += charactersOf(fresh);
    buffer.expected = end;
    if (buffer.characters > this.#roomPerPartition()) {
      buffer.paused = true;
      this.control.pause([at]);
    }
    buffer.wake();
  }

  /** The broker has nothing at the offset that is expected next: it is lost, unless the log was only about to have it. */
  async outOfRange(at: TopicPartition): Promise<void> {
    const buffer = this.#buffers.get(nameOf(at));
    if (buffer === undefined) return;
    const [bounds] = await this.bounds([at], buffer.signal);
    if (buffer.signal.aborted || bounds === undefined) return;
    if (buffer.expected < bounds.first || buffer.expected > bounds.head) return this.#fail(buffer, bounds);
    this.control.seek(at, buffer.expected);
    this.control.resume([at]);
  }

  #open(at: TopicPartition, offset: number, signal: AbortSignal): Buffer {
    const buffer: Buffer = {
      at,
      signal,
      queue: [],
      characters: 0,
      expected: offset,
      paused: false,
      soughtBack: false,
      failure: undefined,
      wake: () => undefined,
    };
    this.#buffers.set(nameOf(at), buffer);
    signal.addEventListener('abort', () => this.#close(buffer), { once: true });
    this.control.seek(at, offset);
    this.control.resume([at]);
    return buffer;
  }

  #close(buffer: Buffer): void {
    if (this.#buffers.get(nameOf(buffer.at)) === buffer) {
      this.#buffers.delete(nameOf(buffer.at));
      this.control.pause([buffer.at]);
    }
    buffer.queue = [];
    buffer.wake();
  }

  #take(buffer: Buffer): readonly LogRecord[] {
    const taken = buffer.queue.splice(0, RECORDS_PER_CALL);
    buffer.characters -= charactersOf(taken);
    if (buffer.paused && buffer.failure === undefined && buffer.characters <= this.#roomPerPartition() / 2) {
      buffer.paused = false;
      this.control.resume([buffer.at]);
    }
    return taken;
  }

  #fail(buffer: Buffer, log: { readonly first: number; readonly head: number }): void {
    buffer.failure = new LostRecords(buffer.at.topic, buffer.at.partition, buffer.expected, log);
    this.control.pause([buffer.at]);
    buffer.wake();
  }

  /** In characters. All partitions together are bounded too, whatever their number. */
  #roomPerPartition(): number {
    return Math.min(MAX_CHARACTERS, ALL_CHARACTERS / Math.max(1, this.#buffers.size));
  }
}

function charactersOf(records: readonly LogRecord[]): number {
  return records.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
}
