import type { DeadLetterReason, DeadLetterStatus, KeptLetter, ReplayOutcome } from './dead-letter.ts';

/** A place in the list, newest first: what comes after it was set aside earlier, or at the same time with a smaller id. */
export type LetterPlace = { readonly atMs: number; readonly id: string };

export type LetterFilter = {
  readonly reason?: DeadLetterReason | undefined;
  readonly reactor?: string | undefined;
  /** Set aside at this instant or later, epoch ms. */
  readonly sinceMs?: number | undefined;
  /** `open`: all but those that were replayed. */
  readonly status?: DeadLetterStatus | 'open' | undefined;
  /** Whether it was kept whole. */
  readonly replayable?: boolean | undefined;
};

/** A letter without what makes it large. */
export type LetterSummary = Omit<KeptLetter, 'payload' | 'stack' | 'record'>;

/** Who wanted a letter tried again, when, and what came of it. */
export type LetterReplay = {
  /** Which attempt this is; 1 was the one that set it aside. */
  readonly attempt: number;
  readonly requestedAtMs: number;
  readonly requestedBy: string;
  /** Null until its lane has decided. */
  readonly decidedAtMs: number | null;
  readonly outcome: ReplayOutcome | null;
  readonly detail: string | null;
};

export type LetterWithHistory = KeptLetter & { readonly replays: readonly LetterReplay[] };

/** The dead letters of one service as people see them. Who writes and settles them is the runner, through its LaneDatabase. */
export abstract class DeadLetters {
  /** Newest first, after `place`. */
  abstract list(filter: LetterFilter, limit: number, place?: LetterPlace): Promise<readonly LetterSummary[]>;

  /** Null where there is none of that id. */
  abstract find(id: string): Promise<LetterWithHistory | null>;

  /**
   * Asks the lanes to try these letters again; returns the ids that were asked for. One that is not waiting (any more) or was cut is
   * left out, so that of two who ask at the same time one is heard.
   */
  abstract replay(ids: readonly string[], by: string, atMs: number): Promise<readonly string[]>;
}
