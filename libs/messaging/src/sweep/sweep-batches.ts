import type { BatchScope } from '../batch-transaction.ts';
import type { LaneDraft } from '../lane-draft.ts';
import type { Lane } from '../lane.ts';
import type { Patience } from '../patience.ts';
import type { Publisher } from '../publisher.ts';
import type { ReactorTable } from '../reactor-table.ts';
import type { Retries } from '../retries.ts';
import type { RunnerParts } from '../runner-parts.ts';
import { takeBatch } from '../take-batch.ts';
import { isUnderWay, owesSweep, type SweepProgress } from './lane-sweep.ts';
import { SweepPace } from './sweep-pace.ts';
import { SweepTotals } from './sweep-totals.ts';
import { SweepTurns } from './sweep-turns.ts';

type Parts = {
  readonly runner: RunnerParts;
  readonly table: ReactorTable;
  readonly publisher: Publisher;
  readonly retries: Retries;
  readonly patience: Patience;
  readonly lanes: () => readonly Lane[];
  readonly isRunning: () => boolean;
  /** Decides and commits. */
  readonly work: (drafts: readonly LaneDraft[], scope: BatchScope) => Promise<boolean>;
  /** A lane is free again. */
  readonly onEnd: () => void;
};

/**
 * The batches of sweeps: each of one lane alone, with what has come in for it and a page of its keys, beside the common batch of all other
 * lanes. So what comes in waits for a page only where it is for one of the lanes whose turn it is.
 */
export class SweepBatches {
  private readonly parts: Parts;
  private readonly turns = new SweepTurns();
  private readonly pace = new SweepPace();
  private readonly totals: SweepTotals;
  private failures = 0;

  constructor(parts: Parts) {
    this.parts = parts;
    this.totals = new SweepTotals((lanes, version) => this.count(lanes, version));
  }

  /** Whether a lane is taken, and in no other batch therefore. */
  has(lane: Lane): boolean {
    return this.turns.has(lane);
  }

  /** See `SweepTurns`. */
  endRest(): boolean {
    return this.turns.endRest();
  }

  begin(): void {
    const { runner, table, lanes, onEnd } = this.parts;
    if (!table.adoption) return;
    const version = runner.environment.newestDue(runner.now());
    if (version !== null) {
      const begun = lanes().filter(({ row: { sweep } }) => isUnderWay(sweep, version));
      this.totals.look(begun, version, performance.now());
    }
    for (;;) {
      const lane = this.turns.begin(lanes(), version);
      if (lane === null) break;
      void this.page(lane).finally(() => {
        this.turns.end(lane);
        onEnd();
      });
    }
    // Lanes that could not go on may have gone, or have nothing left to do.
    if (this.turns.isIdle) this.hasGoneOn();
  }

  private hasGoneOn(): void {
    this.failures = 0;
    this.parts.retries.over('going on with a sweep');
  }

  private async count(lanes: readonly Lane[], version: number): Promise<ReadonlyMap<Lane, number>> {
    const { runner, table } = this.parts;
    const states = runner.resolve(table.adoption!.state);
    return runner.database.transaction(async (tx) => {
      const done = lanes.map(({ row: { sweep } }) => sweep?.done ?? 0);
      const numbers = lanes.map(({ number }) => number);
      const behind = await states.countBehind(numbers, version, tx);
      return new Map(lanes.map((lane, n) => [lane, done[n]! + (behind.get(lane.number) ?? 0)]));
    });
  }

  private async page(lane: Lane): Promise<void> {
    const { runner, table, publisher, retries, patience, isRunning, work } = this.parts;
    try {
      await publisher.room();
      if (!isRunning() || lane.gone || lane.stopped !== null) return;
      const from = { lanes: [lane], nowMs: runner.now(), opening: null, inbox: false, pages: true };
      const drafts = takeBatch(runner, table, from);
      if (drafts.length === 0) return;
      const sweepLimit = this.pace.limitUnder(drafts[0]!.agreementVersion);
      await work(drafts, { opening: null, inbox: false, sweepLimit });
      this.hasGoneOn();
    } catch (error) {
      retries.failed('going on with a sweep', error);
      await patience.backOff(this.failures++);
    }
  }

  /** Of each lane that has yet to decide again under the agreement that is in force. */
  progress(): readonly SweepProgress[] {
    const { runner, table, lanes } = this.parts;
    const version = table.adoption ? runner.environment.newestDue(runner.now()) : null;
    if (version === null) return [];
    const owing = lanes().filter(({ row: { sweep } }) => owesSweep(sweep, version));
    return owing.map((lane): SweepProgress => {
      const { number, row } = lane;
      if (!isUnderWay(row.sweep, version)) return { lane: number, version, done: 0, total: null, startedAtMs: null };
      const { done, startedAtMs } = row.sweep;
      return { lane: number, version, done, total: this.totals.of(lane, version, done), startedAtMs };
    });
  }

  /** A batch was committed, which took so long. */
  note(folded: readonly LaneDraft[], durationMs: number): void {
    const keys = folded.reduce((sum, { adopting }) => sum + adopting.length, 0);
    if (keys === 0) return;
    const others = folded.reduce((sum, draft) => sum + draft.inputs().length, 0) - keys;
    this.pace.note({ keys, others, durationMs });
  }
}
