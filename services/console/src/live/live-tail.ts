import type { CloudEvent } from '@smarketing/contracts';
import { INTAKE, isReplayTopic, topics } from '@smarketing/contracts';
import { decodeRecord, type EventLog } from '@smarketing/messaging';

/** All but the intake, which holds what nobody has looked at yet, what was set aside, and what is only told again. */
const PUBLIC_TOPICS = Object.keys(topics).filter(
  (topic) => topic !== INTAKE && topic !== 'smarketing.dead-letters.v1' && !isReplayTopic(topic),
);

const POLL_MS = 200;
const RECORDS_PER_READ = 500;

export type Listener = (event: CloudEvent) => void;
export type OnError = (error: unknown, what: string) => void;

/**
 * Follows the log from its head while somebody listens, outside any group and for all listeners at once. What happened before a
 * listener came is not told.
 */
export class LiveTail {
  readonly #log: Pick<EventLog, 'heads' | 'read'>;
  readonly #pollMs: number;
  readonly #onError: OnError;
  readonly #listeners = new Set<Listener>();
  /** Next offsets by topic and partition; null while nobody listens. */
  #positions: Map<string, number[]> | null = null;
  #starting: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(log: Pick<EventLog, 'heads' | 'read'>, onError: OnError, pollMs: number = POLL_MS) {
    this.#log = log;
    this.#onError = onError;
    this.#pollMs = pollMs;
  }

  /** Resolves when everything that is appended from now on will be told; call what it returns to stop listening. */
  async listen(listener: Listener): Promise<() => void> {
    this.#listeners.add(listener);
    const stop = (): void => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#end();
    };
    try {
      await (this.#starting ??= this.#start());
    } catch (error) {
      stop();
      throw error;
    }
    return stop;
  }

  close(): void {
    this.#listeners.clear();
    this.#end();
  }

  async #start(): Promise<void> {
    const heads = await this.#log.heads(PUBLIC_TOPICS);
    if (this.#listeners.size === 0) return;
    this.#positions = new Map([...heads].map(([topic, offsets]) => [topic, [...offsets]]));
    this.#schedule();
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#positions = null;
    this.#starting = null;
  }

  #schedule(): void {
    this.#timer = setTimeout(() => void this.#poll(), this.#pollMs);
  }

  async #poll(): Promise<void> {
    const positions = this.#positions;
    if (positions === null) return;
    try {
      const heads = await this.#log.heads(PUBLIC_TOPICS);
      for (const [topic, offsets] of positions) {
        for (const [partition, head] of (heads.get(topic) ?? []).entries()) {
          await this.#readTo(head, topic, partition, offsets);
        }
      }
    } catch (error) {
      // The next look may succeed; until then nothing is lost, since the positions stay.
      this.#onError(error, 'the live tail could not be read');
    }
    if (this.#positions === positions) this.#schedule();
  }

  async #readTo(head: number, topic: string, partition: number, offsets: number[]): Promise<void> {
    // Whoever listens after all others have left begins with a tail of their own.
    while ((offsets[partition] ?? 0) < head && this.#positions?.get(topic) === offsets) {
      const records = await this.#log.read(topic, partition, offsets[partition] ?? 0, RECORDS_PER_READ);
      const last = records.at(-1);
      if (last === undefined) return;
      offsets[partition] = last.offset + 1;
      for (const record of records) {
        let events: readonly CloudEvent[] = [];
        try {
          events = decodeRecord(record);
        } catch (error) {
          this.#onError(error, 'a record of the live tail is no event');
        }
        for (const event of events) for (const listener of this.#listeners) listener(event);
      }
    }
  }
}
