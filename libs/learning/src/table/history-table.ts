import { randomSource, type RandomSource } from '../random.ts';
import { ColumnBuilder, type Column } from './column.ts';

/** What was known of past leads, and how each ended. */
export type HistoryTable = {
  readonly columns: readonly Column[];
  /** 1 for a won lead, 0 for a lost one. */
  readonly outcomes: Uint8Array;
  /** Rows that were taken in; more than are kept where they are a sample. */
  readonly seen: number;
};

/** Cells kept at most: some 260 MB. */
const MOST_CELLS = 20_000_000;

/**
 * Takes in rows one by one, in bounded memory: beyond `mostRows` it keeps a uniform random sample of all rows seen
 * (reservoir sampling, Algorithm R: Vitter 1985, "Random sampling with a reservoir", ACM TOMS 11).
 */
export class HistoryTableBuilder {
  private readonly builders: readonly ColumnBuilder[];
  private readonly mostRows: number;
  private readonly random: RandomSource;
  private outcomes = new Uint8Array(1024);
  private kept = 0;
  private seen = 0;

  constructor(names: readonly string[], seed: number, mostRows = Math.floor(MOST_CELLS / Math.max(1, names.length))) {
    this.builders = names.map((name) => new ColumnBuilder(name));
    this.mostRows = mostRows;
    this.random = randomSource(seed);
  }

  /** `cellOf` returns a column's text, `''` where there is none. */
  add(cellOf: (name: string) => string, isPositive: boolean): void {
    this.seen += 1;
    const row = this.kept < this.mostRows ? this.kept++ : Math.floor(this.random() * this.seen);
    if (row >= this.mostRows) return;
    if (row >= this.outcomes.length) {
      const grown = new Uint8Array(this.outcomes.length * 2);
      grown.set(this.outcomes);
      this.outcomes = grown;
    }
    this.outcomes[row] = isPositive ? 1 : 0;
    for (const builder of this.builders) builder.set(row, cellOf(builder.name));
  }

  finish(): HistoryTable {
    return {
      columns: this.builders.map((builder) => builder.finish(this.kept)),
      outcomes: this.outcomes.slice(0, this.kept),
      seen: this.seen,
    };
  }
}
