import type { AppendRecord } from '@smarketing/messaging';

export type AppendLimits = {
  /** kafkajs needs quadratic time for one partition's share of a send: 20,000 records block the process for seconds. */
  readonly recordsPerPartition: number;
  /** Characters of keys and values for one partition of one send, well below the topics' `max.message.bytes`. */
  readonly charactersPerPartition: number;
  readonly charactersPerSend: number;
  /** Characters that may wait in all; beyond them `append` rejects with `AppendQueueFull`. */
  readonly waitingCharacters: number;
};

export const APPEND_LIMITS: AppendLimits = {
  recordsPerPartition: 1_000,
  charactersPerPartition: 1 << 20,
  charactersPerSend: 8 << 20,
  waitingCharacters: 64 << 20,
};

/** Too much waits for the log already; the caller may try again later. */
export class AppendQueueFull extends Error {
  override readonly name = 'AppendQueueFull';

  constructor() {
    super('too many records wait for the event log');
  }
}

type Waiting = {
  readonly records: readonly AppendRecord[];
  readonly characters: number;
  resolve(): void;
  reject(error: unknown): void;
};

/**
 * One send at a time, in the order of the calls; what arrives meanwhile goes out together with the next. A call is never
 * split, however large, so what it brings to a partition stays in one batch of the log.
 */
export class AppendQueue {
  readonly #waiting: Waiting[] = [];
  #characters = 0;
  #sending: Promise<void> | undefined;

  constructor(
    private readonly send: (records: readonly AppendRecord[]) => Promise<void>,
    /** Whether a send that failed with this error can never succeed. Its calls are then sent one by one, to reject only the guilty. */
    private readonly isHopeless: (error: unknown) => boolean,
    private readonly limits: AppendLimits = APPEND_LIMITS,
  ) {}

  append(records: readonly AppendRecord[]): Promise<void> {
    const characters = records.reduce((sum, record) => sum + sizeOf(record), 0);
    if (this.#waiting.length > 0 && this.#characters + characters > this.limits.waitingCharacters) {
      return Promise.reject(new AppendQueueFull());
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ records, characters, resolve, reject });
      this.#characters += characters;
      this.#sending ??= this.#sendAll();
    });
  }

  /** Resolves when nothing waits or is under way. */
  async drained(): Promise<void> {
    await this.#sending;
  }

  async #sendAll(): Promise<void> {
    // Lets the calls of the same tick join the first send.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const calls = this.#next();
      await this.#sendTogether(calls);
      for (const { characters } of calls) this.#characters -= characters;
    }
    this.#sending = undefined;
  }

  async #sendTogether(calls: readonly Waiting[]): Promise<void> {
    try {
      await this.send(calls.flatMap(({ records }) => records));
      for (const call of calls) call.resolve();
    } catch (error) {
      if (calls.length > 1 && this.isHopeless(error)) {
        for (const call of calls) await this.#sendTogether([call]);
      } else {
        for (const call of calls) call.reject(error);
      }
    }
  }

  /** The first call, and those behind it as long as the send stays within its limits. */
  #next(): readonly Waiting[] {
    const shares = new Map<string, { records: number; characters: number }>();
    let total = 0;
    let count = 0;
    for (const { records, characters } of this.#waiting) {
      total += characters;
      const fits = this.#addTo(shares, records) && total <= this.limits.charactersPerSend;
      if (count > 0 && !fits) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  #addTo(shares: Map<string, { records: number; characters: number }>, records: readonly AppendRecord[]): boolean {
    let fits = true;
    for (const record of records) {
      const name = `${record.topic}/${record.partition}`;
      const share = shares.get(name) ?? { records: 0, characters: 0 };
      share.records += 1;
      share.characters += sizeOf(record);
      shares.set(name, share);
      const { recordsPerPartition, charactersPerPartition } = this.limits;
      if (share.records > recordsPerPartition || share.characters > charactersPerPartition) fits = false;
    }
    return fits;
  }
}

function sizeOf({ key, value }: AppendRecord): number {
  return key.length + value.length;
}
