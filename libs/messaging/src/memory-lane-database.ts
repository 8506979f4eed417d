import type { DeadLetter, KeptLetter, SettledReplay } from './dead-letter.ts';
import type { LetterReplay } from './dead-letters.ts';
import { Conflict, Fenced, LaneDatabase, UnknownOutcome } from './lane-database.ts';
import type {
  FailureKind,
  InboxItem,
  LaneRow,
  ReplayRequest,
  Timer,
  TimerChange,
  UnpublishedBatch,
} from './lane-database.ts';
import { noRebuild } from './rebuild/lane-rebuild.ts';
import { MemoryTx, memoryTxOf } from './memory-tx.ts';
import type { Tx } from './tx.ts';

/** What a test makes go wrong: both run inside `transaction` and may throw. */
export type MemoryFaults = {
  /** Throwing here rolls back. */
  readonly beforeCommit?: () => void | Promise<void>;
  /** Throwing here (UnknownOutcome, as a lost answer to COMMIT) leaves the work done. */
  readonly afterCommit?: () => void | Promise<void>;
};

/** The runner's database in memory: one transaction at a time, so what a runner sees is never half of another's work. */
export class MemoryLaneDatabase extends LaneDatabase {
  /** Readable by tests; write through the port. */
  readonly deadLetters = new Map<string, KeptLetter>();
  /** Of each letter that was tried again, by its id. */
  readonly replays = new Map<string, readonly LetterReplay[]>();
  readonly #rows = new Map<number, LaneRow>();
  readonly #unpublished = new Map<string, UnpublishedBatch>();
  readonly #timers = new Map<string, Timer>();
  readonly #inbox = new Map<string, InboxItem | ReplayRequest>();
  readonly #faults: MemoryFaults;
  #generation = 0;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(faults: MemoryFaults = {}) {
    super();
    this.#faults = faults;
  }

  claim(lanes: readonly number[]) {
    return this.#exclusively(async () =>
      sorted(lanes).map((lane) => {
        const known = this.#rows.get(lane);
        const row: LaneRow = known
          ? { ...known, epoch: known.epoch + 1 }
          : {
              ...{ lane, epoch: 1, offsets: {}, seen: {}, sent: {}, clockMs: 0, agreementVersion: null },
              ...{ rebuild: noRebuild, sweep: null },
            };
        this.#rows.set(lane, row);
        const unpublished = [...this.#unpublished.values()]
          .filter((batch) => batch.lane === lane)
          .sort((a, b) => a.batch - b.batch);
        return structuredClone({ row, unpublished });
      }),
    );
  }

  epochs(lanes: readonly number[]): Promise<ReadonlyMap<number, number>> {
    return this.#exclusively(async () => new Map(lanes.map((lane) => [lane, this.#rows.get(lane)?.epoch ?? 0])));
  }

  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#exclusively(async () => {
      const tx = new MemoryTx();
      let result: T;
      try {
        result = await work(tx);
        await this.#faults.beforeCommit?.();
      } catch (error) {
        tx.rollBack();
        throw error;
      }
      await this.#faults.afterCommit?.();
      return result;
    });
  }

  async advance(tx: Tx, rows: readonly LaneRow[]): Promise<void> {
    const memory = memoryTxOf(tx);
    for (const row of rows) {
      if (this.#rows.get(row.lane)?.epoch !== row.epoch) {
        throw new Fenced(`Lane ${row.lane} was claimed by another writer since epoch ${row.epoch}.`);
      }
      memory.set(this.#rows, row.lane, structuredClone(row));
    }
  }

  async addUnpublished(tx: Tx, batches: readonly UnpublishedBatch[]): Promise<void> {
    for (const batch of batches) memoryTxOf(tx).set(this.#unpublished, batchKey(batch), structuredClone(batch));
  }

  async dropUnpublished(tx: Tx, batches: readonly { lane: number; batch: number }[]): Promise<void> {
    for (const batch of batches) memoryTxOf(tx).delete(this.#unpublished, batchKey(batch));
  }

  async dueTimers(_tx: Tx, lanes: readonly number[], untilMs: number, limit: number): Promise<readonly Timer[]> {
    const due = this.#timersOf(lanes).filter((timer) => timer.dueAtMs <= untilMs);
    return structuredClone(due.slice(0, limit));
  }

  async changeTimers(tx: Tx, changes: readonly TimerChange[], fired: readonly Timer[]): Promise<void> {
    const memory = memoryTxOf(tx);
    for (const timer of fired) {
      if (this.#timers.get(timerKey(timer))?.generation === timer.generation)
        memory.delete(this.#timers, timerKey(timer));
    }
    for (const change of changes) {
      if ('cancel' in change) memory.delete(this.#timers, timerKey(change));
      else memory.set(this.#timers, timerKey(change), structuredClone({ ...change, generation: ++this.#generation }));
    }
  }

  nextTimerDue(lanes: readonly number[]): Promise<number | null> {
    return this.#exclusively(async () => this.#timersOf(lanes)[0]?.dueAtMs ?? null);
  }

  async inbox(_tx: Tx, lanes: readonly number[], limit: number): Promise<readonly (InboxItem | ReplayRequest)[]> {
    const waiting = [...this.#inbox.values()].filter((item) => lanes.includes(item.lane));
    return structuredClone(waiting.slice(0, limit));
  }

  async consumeInbox(tx: Tx, ids: readonly string[]): Promise<void> {
    for (const id of ids) memoryTxOf(tx).delete(this.#inbox, id);
  }

  async putInbox(tx: Tx, items: readonly (InboxItem | ReplayRequest)[]): Promise<void> {
    for (const item of items) {
      if (!this.#inbox.has(item.id)) memoryTxOf(tx).set(this.#inbox, item.id, structuredClone(item));
    }
  }

  inboxWaiting(lanes: readonly number[]): Promise<boolean> {
    return this.#exclusively(async () => [...this.#inbox.values()].some((item) => lanes.includes(item.lane)));
  }

  async addDeadLetters(tx: Tx, letters: readonly DeadLetter[]): Promise<void> {
    for (const letter of letters) {
      if (this.deadLetters.has(letter.id)) continue;
      const kept: KeptLetter = { ...letter, status: 'waiting', triedAtMs: letter.atMs };
      memoryTxOf(tx).set(this.deadLetters, letter.id, kept);
    }
  }

  async deadLettersOf(_tx: Tx, ids: readonly string[]): Promise<readonly DeadLetter[]> {
    return ids.flatMap((id) => {
      const kept = this.deadLetters.get(id);
      if (!kept) return [];
      const { status: _status, triedAtMs: _triedAtMs, ...letter } = structuredClone(kept);
      return [letter];
    });
  }

  async settleReplays(tx: Tx, settled: readonly SettledReplay[]): Promise<void> {
    const memory = memoryTxOf(tx);
    for (const { letter, outcome, atMs, note } of settled) {
      const before = this.deadLetters.get(letter.id);
      if (!before) continue;
      const { reason, detail, stack, attempts } = letter;
      const status = outcome === 'failed' ? 'waiting' : 'replayed';
      memory.set(this.deadLetters, letter.id, { ...before, reason, detail, stack, attempts, status, triedAtMs: atMs });
      const replays = (this.replays.get(letter.id) ?? []).map((replay) =>
        replay.attempt === attempts ? { ...replay, decidedAtMs: atMs, outcome, detail: note } : replay,
      );
      memory.set(this.replays, letter.id, replays);
    }
  }

  classify(error: unknown): FailureKind {
    if (error instanceof Fenced) return 'fenced';
    if (error instanceof UnknownOutcome) return 'unknown-outcome';
    if (error instanceof Conflict) return 'conflict';
    return 'fatal';
  }

  #timersOf(lanes: readonly number[]): Timer[] {
    return [...this.#timers.values()]
      .filter((timer) => lanes.includes(timer.lane))
      .sort((a, b) => a.dueAtMs - b.dueAtMs || a.generation - b.generation);
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}

function sorted(lanes: readonly number[]): number[] {
  return [...new Set(lanes)].sort((a, b) => a - b);
}

function batchKey({ lane, batch }: { lane: number; batch: number }): string {
  return `${lane}/${batch}`;
}

function timerKey({ name, key }: { name: string; key: string }): string {
  return `${name}\n${key}`;
}
