import type { DeadLetter, SettledReplay } from '../dead-letter.ts';
import { Conflict, Fenced, LaneDatabase, UnknownOutcome } from '../lane-database.ts';
import type {
  FailureKind,
  InboxItem,
  LaneRow,
  ReplayRequest,
  Timer,
  TimerChange,
  UnpublishedBatch,
} from '../lane-database.ts';
import type { Tx } from '../tx.ts';
import type { ModelLog } from './model-log.ts';
import { lockOf, type ModelTables } from './model-tables.ts';
import { type ModelTx, modelTxOf } from './model-tx.ts';
import type { Actor, Point, World } from './world.ts';

/** The database is not there, or has ended what was under way: it passes. */
class Away extends Error {
  override readonly name = 'Away';
}

/** The database refuses the data. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** One process's way to its stage's database. Transactions of several processes overlap, as they do in PostgreSQL. */
export class ModelDatabase extends LaneDatabase {
  protected readonly tables: ModelTables;
  protected readonly world: World;
  protected readonly process: Actor;
  protected readonly log: ModelLog;

  constructor(world: World, process: Actor, tables: ModelTables, log: ModelLog) {
    super();
    this.world = world;
    this.process = process;
    this.tables = tables;
    this.log = log;
  }

  async claim(lanes: readonly number[]) {
    const { tables, world } = this;
    await this.ask('claim');
    const wanted = [...new Set(lanes)].sort((a, b) => a - b);
    await tables.unlocked(wanted.map(lockOf));
    const claimed = wanted.map((lane) => {
      const unpublished = [...tables.unpublished.values()]
        .filter((batch) => batch.lane === lane)
        .sort((a, b) => a.batch - b.batch);
      world.note('unpublished found at a claim', unpublished.length);
      return { row: tables.claim(lane), unpublished };
    });
    await world.pause(this.process, 'claimed');
    return claimed;
  }

  async epochs(lanes: readonly number[]): Promise<ReadonlyMap<number, number>> {
    await this.ask('epochs');
    return new Map(lanes.map((lane) => [lane, this.tables.epochOf(lane)]));
  }

  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const { tables, world } = this;
    await world.pause(this.process, 'begin');
    const tx = tables.begin(this.process);
    let result: T;
    try {
      result = await work(tx);
    } catch (error) {
      if (tx.isOpen) tables.finish(tx, 'roll back');
      throw error;
    }
    await world.pause(this.process, 'commit', () => {
      if (tx.isOpen) tables.finish(tx, 'commit');
    });
    if (!tx.isOpen) throw new UnknownOutcome('the server has ended the connection');
    if (world.strikes('database away')) {
      tables.finish(tx, 'roll back');
      throw new Away('the database is away');
    }
    if (world.strikes('unknown commit, undone')) {
      tables.finish(tx, 'roll back');
      throw new UnknownOutcome('the connection broke before COMMIT');
    }
    tables.finish(tx, 'commit');
    if (world.strikes('unknown commit, done')) throw new UnknownOutcome('the connection broke after COMMIT');
    await world.pause(this.process, 'committed');
    return result;
  }

  advance(tx: Tx, rows: readonly LaneRow[]): Promise<void> {
    return modelTxOf(tx).inTurn(async () => {
      const { tables, world } = this;
      await world.pause(this.process, 'advance');
      for (const row of rows.toSorted((a, b) => a.lane - b.lane)) {
        await tables.lock(this.usable(tx), lockOf(row.lane));
        const epoch = tables.epochOf(row.lane);
        if (this.isFenced(row, epoch)) {
          world.note('fenced');
          throw new Fenced(`Lane ${row.lane} was claimed by another writer since epoch ${row.epoch}.`);
        }
        this.usable(tx).set(tables.rows, row.lane, JSON.stringify({ ...row, epoch }));
      }
    });
  }

  addUnpublished(tx: Tx, batches: readonly UnpublishedBatch[]): Promise<void> {
    return modelTxOf(tx).inTurn(async () => {
      for (const batch of batches) this.usable(tx).set(this.tables.unpublished, batchKey(batch), batch);
    });
  }

  dropUnpublished(tx: Tx, batches: readonly { lane: number; batch: number }[]): Promise<void> {
    return modelTxOf(tx).inTurn(async () => {
      await this.world.pause(this.process, 'drop');
      for (const batch of batches) this.usable(tx).delete(this.tables.unpublished, batchKey(batch));
    });
  }

  async dueTimers(tx: Tx, lanes: readonly number[], untilMs: number, limit: number): Promise<readonly Timer[]> {
    const due = timersOf(this.usable(tx).values(this.tables.timers), lanes).filter(({ dueAtMs }) => dueAtMs <= untilMs);
    return due.slice(0, limit);
  }

  changeTimers(tx: Tx, changes: readonly TimerChange[], fired: readonly Timer[]): Promise<void> {
    return modelTxOf(tx).inTurn(async () => {
      const { tables } = this;
      const open = this.usable(tx);
      for (const timer of fired) {
        if (open.get(tables.timers, timerKey(timer))?.generation === timer.generation)
          open.delete(tables.timers, timerKey(timer));
      }
      for (const change of changes) {
        if ('cancel' in change) open.delete(tables.timers, timerKey(change));
        else open.set(tables.timers, timerKey(change), { ...change, generation: tables.nextGeneration() });
      }
    });
  }

  async nextTimerDue(lanes: readonly number[]): Promise<number | null> {
    await this.ask('timers');
    return timersOf([...this.tables.timers.values()], lanes)[0]?.dueAtMs ?? null;
  }

  async inbox(tx: Tx, lanes: readonly number[], limit: number): Promise<readonly (InboxItem | ReplayRequest)[]> {
    const waiting = this.usable(tx).values(this.tables.inbox);
    return waiting.filter((item) => lanes.includes(item.lane)).slice(0, limit);
  }

  consumeInbox(tx: Tx, ids: readonly string[]): Promise<void> {
    return modelTxOf(tx).inTurn(async () => {
      for (const id of ids) this.usable(tx).delete(this.tables.inbox, id);
    });
  }

  async putInbox(tx: Tx, items: readonly InboxItem[]): Promise<void> {
    const open = this.usable(tx);
    for (const item of items) {
      if (open.get(this.tables.inbox, item.id) === undefined) open.set(this.tables.inbox, item.id, item);
    }
  }

  async inboxWaiting(lanes: readonly number[]): Promise<boolean> {
    await this.ask('inbox');
    return [...this.tables.inbox.values()].some((item) => lanes.includes(item.lane));
  }

  addDeadLetters(tx: Tx, letters: readonly DeadLetter[]): Promise<void> {
    return modelTxOf(tx).inTurn(async () => {
      const open = this.usable(tx);
      for (const letter of letters) {
        if (open.get(this.tables.letters, letter.id) === undefined)
          open.set(this.tables.letters, letter.id, { ...letter, status: 'waiting', triedAtMs: letter.atMs });
      }
    });
  }

  async deadLettersOf(tx: Tx, ids: readonly string[]): Promise<readonly DeadLetter[]> {
    const open = this.usable(tx);
    return ids.flatMap((id) => {
      const kept = open.get(this.tables.letters, id);
      if (!kept) return [];
      const { status: _status, triedAtMs: _triedAtMs, ...letter } = kept;
      return [letter];
    });
  }

  settleReplays(tx: Tx, settled: readonly SettledReplay[]): Promise<void> {
    return modelTxOf(tx).inTurn(async () => {
      const open = this.usable(tx);
      for (const { letter, outcome, atMs } of settled) {
        const status = outcome === 'failed' ? 'waiting' : 'replayed';
        open.set(this.tables.letters, letter.id, { ...letter, status, triedAtMs: atMs });
      }
    });
  }

  classify(error: unknown): FailureKind {
    if (error instanceof Fenced) return 'fenced';
    if (error instanceof UnknownOutcome) return 'unknown-outcome';
    if (error instanceof Conflict) return 'conflict';
    if (error instanceof Refused) return 'bad-data';
    return error instanceof Away ? 'transient' : 'fatal';
  }

  /** Whether a row that was read under its epoch may not be written any more. */
  protected isFenced(row: LaneRow, epoch: number): boolean {
    return row.epoch !== epoch;
  }

  private async ask(point: Point): Promise<void> {
    await this.world.pause(this.process, point);
    if (this.world.strikes('database away')) throw new Away('the database is away');
  }

  private usable(tx: Tx): ModelTx {
    const open = modelTxOf(tx);
    if (!open.isOpen) throw new Away('the server has ended this transaction');
    return open;
  }
}

const batchKey = ({ lane, batch }: { lane: number; batch: number }): string => `${lane}/${batch}`;

const timerKey = ({ name, key }: { name: string; key: string }): string => `${name} ${key}`;

function timersOf(timers: readonly Timer[], lanes: readonly number[]): Timer[] {
  return timers
    .filter(({ lane }) => lanes.includes(lane))
    .sort((a, b) => a.dueAtMs - b.dueAtMs || a.generation - b.generation);
}
