import { instantsOf, type Column } from '../table/column.ts';
import { randomSource, shuffle } from '../random.ts';

/** Rows by their index, ascending. */
export type RowSplit = {
  readonly train: Int32Array;
  readonly test: Int32Array;
  /** Left out since nobody knows when they were. */
  readonly undated: Int32Array;
  /** Of a split by time: the first instant held out, epoch milliseconds. */
  readonly fromMs: number | null;
};

/** Held out: enough for narrow intervals, few enough to learn from the rest. */
const TEST_SHARE = 0.3;

/** Holds out 30 % of the won and 30 % of the lost rows, drawn at random. */
export function splitAtRandom(outcomes: Uint8Array, seed: number): RowSplit {
  const random = randomSource(seed);
  const train: number[] = [];
  const test: number[] = [];
  for (const outcome of [0, 1]) {
    const rows = shuffle(
      rowsWhere(outcomes.length, (row) => outcomes[row] === outcome),
      random,
    );
    const held = Math.round(rows.length * TEST_SHARE);
    rows.forEach((row, at) => (at < held ? test : train).push(row));
  }
  return { train: ascending(train), test: ascending(test), undated: new Int32Array(0), fromMs: null };
}

/**
 * Holds out the latest 30 %: what is learned from lies strictly before what is judged on, as it will be in use. Rows of the same
 * instant stay together, on the later side.
 */
export function splitByTime(time: Column): RowSplit {
  const at = instantsOf(time);
  const dated = rowsWhere(at.length, (row) => !Number.isNaN(at[row]!));
  const instants = Float64Array.from(dated, (row) => at[row]!).sort();
  const fromMs = instants[Math.floor(instants.length * (1 - TEST_SHARE))] ?? null;
  const isBefore = (row: number): boolean => fromMs !== null && at[row]! < fromMs;
  return {
    train: dated.filter(isBefore),
    test: dated.filter((row) => !isBefore(row)),
    undated: rowsWhere(at.length, (row) => Number.isNaN(at[row]!)),
    fromMs,
  };
}

function rowsWhere(rows: number, holds: (row: number) => boolean): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => row).filter(holds);
}

function ascending(rows: readonly number[]): Int32Array {
  return Int32Array.from(rows).sort();
}
