import { partOf, quantileCuts, sortedValues } from '../encode/quantile-cuts.ts';
import { auc } from '../evaluate/auc.ts';

type Bin = { from: number; rows: number; won: number };

const FIRST_PARTS = 10;
const MOST_BINS = 5;

/**
 * Cuts of a number between which the win rate only rises, or only falls: quantiles, of which neighbours are pooled that go the other
 * way (adjacent violators), and then those that differ least until there are at most five. The direction is that of the number as
 * a whole, by its AUC.
 */
export function monotoneCuts(values: Float64Array, outcomes: Uint8Array, learned: Int32Array): number[] {
  const known = learned.filter((row) => !Number.isNaN(values[row]!));
  const cuts = quantileCuts(sortedValues(values, known), FIRST_PARTS);
  const bins = [-Infinity, ...cuts].map((from): Bin => ({ from, rows: 0, won: 0 }));
  for (const row of known) {
    const bin = bins[partOf(values[row]!, cuts)]!;
    bin.rows += 1;
    bin.won += outcomes[row]!;
  }
  const rises =
    auc(
      Float64Array.from(known, (row) => values[row]!),
      Uint8Array.from(known, (row) => outcomes[row]!),
    ) >= 0.5;
  const pooled: Bin[] = [];
  for (const bin of bins) {
    pooled.push(bin);
    while (pooled.length > 1 && !inOrder(pooled.at(-2)!, pooled.at(-1)!, rises))
      joinWithNext(pooled, pooled.length - 2);
  }
  while (pooled.length > MOST_BINS) joinWithNext(pooled, mostAlike(pooled));
  return pooled.slice(1).map(({ from }) => from);
}

function inOrder(before: Bin, after: Bin, rises: boolean): boolean {
  const difference = after.won / Math.max(1, after.rows) - before.won / Math.max(1, before.rows);
  return rises ? difference > 0 : difference < 0;
}

function joinWithNext(bins: Bin[], at: number): void {
  const [next] = bins.splice(at + 1, 1);
  bins[at]!.rows += next!.rows;
  bins[at]!.won += next!.won;
}

/** The bin that loses least by joining the next one: the least growth of the squared error within (Ward 1963). */
function mostAlike(bins: readonly Bin[]): number {
  let best = 0;
  let least = Infinity;
  for (let at = 0; at + 1 < bins.length; at += 1) {
    const [a, b] = [bins[at]!, bins[at + 1]!];
    const loss = ((a.rows * b.rows) / (a.rows + b.rows)) * (a.won / a.rows - b.won / b.rows) ** 2;
    if (loss < least) [best, least] = [at, loss];
  }
  return best;
}
