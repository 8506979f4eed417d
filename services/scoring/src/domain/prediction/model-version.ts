import type { ConversionModel, LearnReport, ScoreDistribution } from '@smarketing/learning';

/** What was learned at some time, never changed afterwards. */
export type LearnedModel = {
  readonly report: LearnReport;
  /** Null where nothing was learned. */
  readonly model: ConversionModel | null;
  readonly distribution: ScoreDistribution | null;
  /** Why it gives no probability, a sentence; null where it does. */
  readonly useless: string | null;
};

export type ModelVersion = LearnedModel & {
  /** Counts from 1. */
  readonly version: number;
  /** Epoch milliseconds. From then on, until the next one, it is in force. */
  readonly trainedAtMs: number;
  /** From how many outcomes, the newest that there were. */
  readonly outcomes: { readonly won: number; readonly lost: number };
  /** The number of the last outcome that had been recorded. */
  readonly through: number;
};

/** The outcomes that are recorded, and how many of them since a model was learned. */
export type Tally = {
  readonly won: number;
  readonly lost: number;
  readonly since: number;
  readonly through: number;
};
