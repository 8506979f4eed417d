import type { Target } from './contender.ts';

/** What the sending process is told first. */
export type LoadPlan = {
  readonly target: Target;
  readonly run: string;
  readonly knownPeople: number;
  readonly seconds: number;
  /** Requests under way at once, at most. */
  readonly atOnce: number;
  readonly ahead?: Ahead | undefined;
  /** Events a second at most; without it as many as are taken. */
  readonly perSecond?: number | undefined;
};

/** How far acknowledged events may be ahead of scored ones: by what is scored in so many seconds, and by so many events in any case. */
export type Ahead = { readonly seconds: number; readonly events: number };

/** What it is told meanwhile: about how many events have been scored. */
export type Progress = { readonly scored: number };

export type LoadResult = {
  /** Events 0 … n−1 of the run, each acknowledged. */
  readonly acknowledged: number;
  readonly requests: number;
  /** Epoch ms of the first request. */
  readonly firstAtMs: number;
  readonly lastAcknowledgedAtMs: number;
  /** Answers by status; 0 stands for none. */
  readonly answers: Readonly<Record<number, number>>;
  /** From request to answer, in milliseconds. */
  readonly answerMs: { readonly p50: number; readonly p99: number };
};
