import type { KeptLetter } from '../dead-letter.ts';
import type { InboxItem, LaneRow, ReplayRequest, Timer, UnpublishedBatch } from '../lane-database.ts';
import { noRebuild } from '../rebuild/lane-rebuild.ts';
import { ModelTx } from './model-tx.ts';
import type { Actor } from './world.ts';

/** So few lanes has the model: two keys may meet in one, and two members get different ones. */
export const MODEL_LANES = 3;

export const lockOf = (lane: number): string => `lane ${lane}`;

type Held = { readonly tx: ModelTx; readonly owner: Actor };

/** What a stage has in its database: the server's side, which outlives every process. */
export class ModelTables {
  /** As JSON text, so that nobody shares an object with it. */
  readonly rows = new Map<number, string>();
  readonly unpublished = new Map<string, UnpublishedBatch>();
  readonly timers = new Map<string, Timer>();
  readonly inbox = new Map<string, InboxItem | ReplayRequest>();
  readonly letters = new Map<string, KeptLetter>();
  /** Bodies of keyed states, as JSON text. */
  readonly states = new Map<string, string>();
  /** Client ids that were counted. */
  readonly ledger = new Map<string, true>();
  private readonly claims = new Map<number, number>();
  private generation = 0;
  private readonly locks = new Map<string, Held>();
  private readonly open = new Map<ModelTx, Actor>();

  begin(owner: Actor): ModelTx {
    const tx = new ModelTx();
    this.open.set(tx, owner);
    return tx;
  }

  /** Waits until no other transaction holds the name, then holds it until `tx` ends. */
  async lock(tx: ModelTx, name: string): Promise<void> {
    for (let held = this.locks.get(name); held && held.tx !== tx; held = this.locks.get(name)) await this.endOf(held);
    const owner = this.open.get(tx);
    if (owner) this.locks.set(name, { tx, owner });
  }

  /** Waits until none of the names is held by anybody. */
  async unlocked(names: readonly string[]): Promise<void> {
    for (;;) {
      const held = names.map((name) => this.locks.get(name)).find((one) => one !== undefined);
      if (!held) return;
      await this.endOf(held);
    }
  }

  finish(tx: ModelTx, how: 'commit' | 'roll back'): void {
    this.open.delete(tx);
    for (const [name, held] of this.locks) if (held.tx === tx) this.locks.delete(name);
    if (how === 'commit') tx.commit();
    else tx.rollBack();
  }

  /** The connections of a process are closed: what it had open is rolled back. */
  disconnect(owner: Actor): void {
    for (const [tx, one] of this.open) if (one === owner) this.finish(tx, 'roll back');
  }

  rowOf(lane: number): LaneRow {
    const row = this.rows.get(lane);
    if (row !== undefined) return JSON.parse(row) as LaneRow;
    return {
      ...{ lane, epoch: 0, offsets: {}, seen: {}, sent: {}, clockMs: 0, agreementVersion: null },
      ...{ rebuild: noRebuild, sweep: null },
    };
  }

  /** How often the lane was claimed. */
  epochOf(lane: number): number {
    return this.claims.get(lane) ?? 0;
  }

  /** Epoch + 1. */
  claim(lane: number): LaneRow {
    const row = this.rowOf(lane);
    const claimed = { ...row, epoch: row.epoch + 1 };
    this.claims.set(lane, claimed.epoch);
    this.rows.set(lane, JSON.stringify(claimed));
    return claimed;
  }

  /** Claims the lane as a process does of which nothing is heard afterwards. */
  async seize(lane: number): Promise<void> {
    await this.unlocked([lockOf(lane)]);
    this.claim(lane);
  }

  epochs(): readonly number[] {
    return Array.from({ length: MODEL_LANES }, (_, lane) => this.epochOf(lane));
  }

  nextGeneration(): number {
    return ++this.generation;
  }

  private async endOf({ tx, owner }: Held): Promise<void> {
    // The server ends a transaction in which nothing happens for a minute, or whose connection is gone.
    if (owner.state !== 'running') this.finish(tx, 'roll back');
    await tx.ended;
  }
}
