import type { BuyerStage } from '../schema/intent.ts';

/** One event that a rule or signal matched. `at` is epoch milliseconds: when it occurred, never later than when it was received. */
export type Occurrence = {
  at: number;
  eventId: string;
  assetId?: string;
  /** Of an "n times within d days" rule: when the earliest of the n matches occurred that made this one count. */
  since?: number;
};

/** The occurrences of one rule in one calendar bucket. */
export type BucketTally = {
  bucket: number;
  /** The latest that the rule's caps let count, by (time, id) ascending. */
  kept: Occurrence[];
  /** All that matched; the difference to `kept` was evicted. */
  matched: number;
};

/** Lists are ascending by bucket, or by (time, id): equal evidence gives equal JSON. */
export type RuleTally = {
  latestAt: number;
  buckets: BucketTally[];
  /** Of a rule that counts an asset once: the latest occurrence of each of the latest assets. */
  assets?: Occurrence[];
  /** Of an "n times within d days" rule: the latest n − 1 matches, counted or not. */
  recent?: Occurrence[];
};

/**
 * What a score needs to know of a lead's evidence: a cache of `fold(evidence)`, bounded however long the history, plain JSON, and
 * valid for one version of the agreement.
 */
export type Tallies = {
  version: number;
  /** By model id, then rule id. */
  models: Record<string, Record<string, RuleTally>>;
  /** By signal id: the latest occurrences. */
  signals: Record<string, Occurrence[]>;
  /** The latest "just researching". */
  research: Occurrence[];
  /** The latest content of each buyer stage. */
  stages: Partial<Record<BuyerStage, Occurrence[]>>;
  /** The latest instant of anything that matched a rule with positive points or a signal; null: nothing yet. */
  newestAt: number | null;
  /** An event arrived that may concern what is no longer here: fold the lead's evidence again. */
  rebuild: boolean;
};

export function emptyTallies(version: number): Tallies {
  return { version, models: {}, signals: {}, research: [], stages: {}, newestAt: null, rebuild: false };
}

/** The order in which occurrences count: by time, then by id. */
export function compareOccurrences(a: Occurrence, b: Occurrence): number {
  return a.at - b.at || (a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0);
}
