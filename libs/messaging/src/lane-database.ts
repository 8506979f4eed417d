import type { JsonValue } from '@smarketing/contracts';
import type { DeadLetter, SettledReplay } from './dead-letter.ts';
import type { AppendRecord } from './event-log.ts';
import type { LaneRebuild } from './rebuild/lane-rebuild.ts';
import type { LaneSweep } from './sweep/lane-sweep.ts';
import type { Tx } from './tx.ts';

/** All that a lane remembers between batches: one row in the service's schema. */
export type LaneRow = {
  readonly lane: number;
  /** Counts claims: who writes with an older one is fenced. */
  readonly epoch: number;
  /** Next offset to read, by topic. The truth; the group's offsets in the log are for lag tools. */
  readonly offsets: Readonly<Record<string, number>>;
  /** Last sequence number applied, by `topic|producer/lane`; and by `topic|` the offset at which this lane began to read a topic. */
  readonly seen: Readonly<Record<string, number>>;
  /** How many records this lane has written, by `topic|partition`. */
  readonly sent: Readonly<Record<string, number>>;
  /** The lane's clock: the highest `now` of a decision so far, epoch ms. */
  readonly clockMs: number;
  /** The agreement under which the lane decides; null before it has adopted one. */
  readonly agreementVersion: number | null;
  /** What is being built again here, and told again for others; `noRebuild` on a new lane. */
  readonly rebuild: LaneRebuild;
  /** The last time that it decided again under another agreement; null where it never had to. */
  readonly sweep: LaneSweep | null;
};

/** What one committed batch of a lane still has to bring to the log. `batch` counts up within the lane. */
export type UnpublishedBatch = {
  readonly lane: number;
  readonly batch: number;
  readonly records: readonly AppendRecord[];
};

/** A timer belongs to (name, key); setting it again replaces it and bumps its generation. */
export type Timer = {
  readonly lane: number;
  readonly name: string;
  readonly key: string;
  readonly dueAtMs: number;
  readonly generation: number;
  readonly data: JsonValue;
};

export type TimerChange =
  | {
      readonly lane: number;
      readonly name: string;
      readonly key: string;
      readonly dueAtMs: number;
      readonly data: JsonValue;
    }
  | { readonly lane: number; readonly name: string; readonly key: string; readonly cancel: true };

/** An event that an HTTP handler of this service decided in its own transaction, waiting for its lane to number and publish it. */
export type InboxItem = { readonly id: string; readonly lane: number; readonly event: InboxEvent };
/** A dead letter that somebody wants tried again: its lane decides. */
export type ReplayRequest = {
  readonly id: string;
  readonly lane: number;
  readonly letterId: string;
  /** When it was asked for, epoch ms. */
  readonly atMs: number;
};
export type InboxEvent = {
  readonly id: string;
  readonly type: string;
  readonly topic: string;
  readonly key: string;
  readonly time: string;
  readonly data: JsonValue;
};

/** What a failed transaction means, see docs/adr/0002-the-runner.md. */
export type FailureKind =
  /** somebody else has claimed a lane: nothing happened */
  | 'fenced'
  /** the connection broke while COMMIT was under way: it may or may not have happened */
  | 'unknown-outcome'
  /** the database refuses the data (SQLSTATE 22, 23) */
  | 'bad-data'
  /** away, busy, deadlock: wait and repeat */
  | 'transient'
  /** two writers of rows that no lane owns met; the loser decides again at once */
  | 'conflict'
  | 'fatal';

/** Thrown by a store whose rows another process changed meanwhile: the batch is rolled back and decided again. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

/** Thrown by `advance` when a lane's row no longer carries our epoch. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

/** Thrown by `transaction` when it cannot know whether COMMIT happened. */
export class UnknownOutcome extends Error {
  override readonly name = 'UnknownOutcome';
}

/** The service's database as the runner sees it. All methods that take a `tx` run inside it. */
export abstract class LaneDatabase {
  /** Takes the lanes: epoch + 1 each, creating rows that do not exist; returns the rows and what they have yet to publish, in order. */
  abstract claim(
    lanes: readonly number[],
  ): Promise<readonly { readonly row: LaneRow; readonly unpublished: readonly UnpublishedBatch[] }[]>;

  /** How often each of these lanes was claimed so far; those that nobody ever had may be left out. */
  abstract epochs(lanes: readonly number[]): Promise<ReadonlyMap<number, number>>;

  /** Runs `work` in one transaction; what it throws rolls back. Rejects with UnknownOutcome where COMMIT's fate is not known. */
  abstract transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;

  /** Writes the rows, each only where its epoch is still ours; throws Fenced otherwise. */
  abstract advance(tx: Tx, rows: readonly LaneRow[]): Promise<void>;

  abstract addUnpublished(tx: Tx, batches: readonly UnpublishedBatch[]): Promise<void>;
  abstract dropUnpublished(
    tx: Tx,
    batches: readonly { readonly lane: number; readonly batch: number }[],
  ): Promise<void>;

  /** Timers of these lanes with `dueAtMs <= untilMs`, oldest first. */
  abstract dueTimers(tx: Tx, lanes: readonly number[], untilMs: number, limit: number): Promise<readonly Timer[]>;
  /** Applied in order; a fired timer is removed only if its generation is still the one that fired. */
  abstract changeTimers(tx: Tx, changes: readonly TimerChange[], fired: readonly Timer[]): Promise<void>;
  /** The earliest `dueAtMs` of these lanes' timers, or null. */
  abstract nextTimerDue(lanes: readonly number[]): Promise<number | null>;

  /** Oldest first. */
  abstract inbox(tx: Tx, lanes: readonly number[], limit: number): Promise<readonly (InboxItem | ReplayRequest)[]>;
  abstract consumeInbox(tx: Tx, ids: readonly string[]): Promise<void>;
  /** For HTTP handlers, inside their own transaction. */
  abstract putInbox(tx: Tx, items: readonly InboxItem[]): Promise<void>;
  abstract inboxWaiting(lanes: readonly number[]): Promise<boolean>;

  /** Each id once: one that is there already stays as it is. */
  abstract addDeadLetters(tx: Tx, letters: readonly DeadLetter[]): Promise<void>;
  /** Letters to try again, in any order; one that is no longer there is left out. */
  abstract deadLettersOf(tx: Tx, ids: readonly string[]): Promise<readonly DeadLetter[]>;
  /** Notes what became of replays, each on its letter and in the letter's history. */
  abstract settleReplays(tx: Tx, settled: readonly SettledReplay[]): Promise<void>;

  abstract classify(error: unknown): FailureKind;
}
