import type { ColumnType } from '../columns/column-type.ts';
import type { Group } from '../columns/group.ts';

export type ScorecardLine = {
  readonly group: Group;
  /** In words. */
  readonly label: string;
  /** Whole points; nothing for a group that no learned row was in. */
  readonly points: number;
  /** The log odds that the points stand for, above those of the column's worst group. */
  readonly logOdds: number;
  /** Learned rows in the group, and the won ones among them. */
  readonly rows: number;
  readonly won: number;
};

export type ScorecardColumn = {
  readonly column: string;
  readonly type: ColumnType;
  readonly lines: readonly ScorecardLine[];
};

/** Whole points per column, which add up to 0…50; cut off at `cap`. */
export type Scorecard = {
  readonly columns: readonly ScorecardColumn[];
  readonly cap: number;
  /** Grade A from so many points, and so on; D is below C. */
  readonly thresholds: { readonly A: number; readonly B: number; readonly C: number };
  /** The share of the learned rows of each grade. */
  readonly shares: { readonly A: number; readonly B: number; readonly C: number; readonly D: number };
};
