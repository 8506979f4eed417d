import { partOf, quantileCuts } from '../encode/quantile-cuts.ts';

/** How scores were spread when a model was learned: at most ten parts of about as many rows each. */
export type ScoreDistribution = {
  /** Where parts end; a score equal to a cut belongs to the part above it. */
  readonly cuts: readonly number[];
  /** Rows in each part: one more than there are cuts. */
  readonly rows: readonly number[];
};

export type PopulationStability = {
  readonly index: number;
  /** What the index stays below in 95 of 100 samples of this size where nothing has changed. */
  readonly byChance: number;
  readonly rows: number;
};

const PARTS = 10;
/** Lent to each part, so that none is empty. */
const LENT = 0.5;

export function scoreDistribution(scores: ArrayLike<number>): ScoreDistribution {
  const cuts = quantileCuts(Float64Array.from(scores).sort(), PARTS);
  return { cuts, rows: counted(scores, cuts) };
}

/**
 * The population stability index: Σ (aᵢ − eᵢ) · ln(aᵢ / eᵢ) over the parts, eᵢ the shares then and aᵢ the shares now (Lewis 1994, "An
 * Introduction to Credit Scoring"; Siddiqi 2006, "Credit Risk Scorecards", which calls 0.1 a small and 0.25 a major shift). Where
 * nothing has changed, index / (1/n + 1/m) is about chi-squared with one degree of freedom less than there are parts (Yurdakul
 * 2018, "Statistical properties of population stability index"): of small samples even a large index may be chance.
 */
export function populationStability(then: ScoreDistribution, scores: ArrayLike<number>): PopulationStability {
  const now = counted(scores, then.cuts);
  const [before, after] = [sumOf(then.rows), scores.length];
  const parts = now.length;
  let index = 0;
  now.forEach((rows, part) => {
    const expected = (then.rows[part]! + LENT) / (before + parts * LENT);
    const actual = (rows + LENT) / (after + parts * LENT);
    index += (actual - expected) * Math.log(actual / expected);
  });
  const byChance = after === 0 || before === 0 ? Infinity : (1 / before + 1 / after) * chiSquared95(parts - 1);
  return { index, byChance, rows: after };
}

function counted(scores: ArrayLike<number>, cuts: readonly number[]): number[] {
  const rows = Array.from({ length: cuts.length + 1 }, () => 0);
  for (let at = 0; at < scores.length; at += 1) rows[partOf(scores[at]!, cuts)]! += 1;
  return rows;
}

/** The 95th percentile of chi-squared (Wilson and Hilferty 1931): within 1 % from two degrees of freedom on. */
function chiSquared95(degrees: number): number {
  if (degrees < 1) return 0;
  const ninth = 2 / (9 * degrees);
  return degrees * (1 - ninth + 1.6448536269514722 * Math.sqrt(ninth)) ** 3;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
