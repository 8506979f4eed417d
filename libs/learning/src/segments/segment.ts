export type SegmentPart = { readonly column: string; readonly label: string };

/** Leads that seldom convert: one group of a column, or of two at once. Shares from 0 to 1. */
export type Segment = {
  readonly parts: readonly SegmentPart[];
  readonly rows: number;
  readonly won: number;
  readonly rate: number;
  /** Wilson's 95 % upper bound of the rate. */
  readonly upper: number;
  /** The rate of all rows. */
  readonly base: number;
  /** Benjamini–Hochberg over all segments that were looked at. */
  readonly qValue: number;
  /** A sentence. */
  readonly words: string;
};
