import { groupByCuts, groupColumn, tallyGroups, type Grouping } from '../columns/group-column.ts';
import { groupInWords } from '../columns/group.ts';
import { levelSupport } from '../columns/infer-type.ts';
import { encodeGroups, type UsableColumn } from '../encode/encoder.ts';
import { fitLogistic } from '../fit/fit-logistic.ts';
import { monotoneCuts } from './monotone-cuts.ts';
import type { Scorecard, ScorecardColumn } from './scorecard.ts';
import { gradeThresholds } from './grade-thresholds.ts';

export type ScorecardTask = {
  readonly columns: readonly UsableColumn[];
  readonly outcomes: Uint8Array;
  readonly learned: Int32Array;
  readonly penalty: number;
};

export type BuiltScorecard = {
  readonly scorecard: Scorecard;
  /** For every row of the history. */
  readonly points: Float64Array;
};

const CAP = 50;
/** More would not be read, let alone agreed on. */
const MOST_COLUMNS = 12;
const MOST_LEVELS = 20;
/** Rows above are cut off at the cap: one odd row shall not make the points of all others small. */
const BEST_SHARE = 0.995;

/**
 * Turns a logistic regression on groups into whole points: the coefficients of a column are counted from its worst group and
 * scaled by one factor, so that the best half percent of the learned rows have 50 points (the usual way to a scorecard: Thomas, Edelman and Crook,
 * "Credit Scoring and Its Applications", chapter 4; Siddiqi, "Credit Risk Scorecards"). Of many columns those stay whose
 * points differ most from row to row, and the regression is done again for them. A date's age moves on by itself, which no rule
 * of an agreement does, so dates stay out. Null where fewer than three grades can be told apart.
 */
export function buildScorecard(task: ScorecardTask): BuiltScorecard | null {
  const all = task.columns.filter(({ type }) => type !== 'date').map((column) => groupingOf(column, task));
  let chosen = all;
  let logOdds = logOddsOf(all, task);
  if (all.length > MOST_COLUMNS) {
    const spread = all.map((grouping, at) => spreadOf(grouping, logOdds[at]!, task.learned));
    const ranked = all.map((_, at) => at).sort((a, b) => spread[b]! - spread[a]!);
    const stay = new Set(ranked.slice(0, MOST_COLUMNS));
    chosen = all.filter((_, at) => stay.has(at));
    logOdds = logOddsOf(chosen, task);
  }
  return withPoints(chosen, logOdds, task);
}

function groupingOf({ column, type }: UsableColumn, { outcomes, learned }: ScorecardTask): Grouping {
  if (type === 'number') return groupByCuts(column, type, monotoneCuts(column.values, outcomes, learned));
  return groupColumn(column, type, {
    learned,
    support: levelSupport(learned.length),
    mostLevels: MOST_LEVELS,
    parts: 1,
  });
}

/** Per grouping, the log odds of each group above the worst one; 0 for a group without rows. */
function logOddsOf(groupings: readonly Grouping[], { outcomes, learned, penalty }: ScorecardTask): Float64Array[] {
  const { design, starts } = encodeGroups(groupings, outcomes.length);
  const { coefficients } = fitLogistic({ design, outcomes, rows: learned, penalty, tolerance: 1e-8 });
  return groupings.map((grouping, at) => {
    const tallies = tallyGroups(grouping, outcomes, learned);
    const own = coefficients.slice(starts[at], starts[at]! + grouping.groups.length);
    const worst = own.reduce(
      (least, each, group) => (tallies[group]!.rows === 0 ? least : Math.min(least, each)),
      Infinity,
    );
    return own.map((each, group) => (tallies[group]!.rows === 0 ? 0 : each - worst));
  });
}

function spreadOf({ groupOf }: Grouping, logOdds: Float64Array, learned: Int32Array): number {
  let sum = 0;
  let squares = 0;
  for (const row of learned) {
    const each = logOdds[groupOf[row]!]!;
    sum += each;
    squares += each * each;
  }
  return squares / learned.length - (sum / learned.length) ** 2;
}

function withPoints(
  groupings: readonly Grouping[],
  logOdds: readonly Float64Array[],
  task: ScorecardTask,
): BuiltScorecard | null {
  const { outcomes, learned } = task;
  const sums = Float64Array.from(learned, (row) => sumOf(groupings, logOdds, row)).sort();
  const best = sums[Math.floor(BEST_SHARE * sums.length)] ?? 0;
  if (best <= 0) return null;
  const points = logOdds.map((each) => each.map((value) => Math.round((value * CAP) / best)));
  const total = Float64Array.from(outcomes, (_, row) => Math.min(CAP, sumOf(groupings, points, row)));
  const grades = gradeThresholds(Float64Array.from(learned, (row) => total[row]!).sort());
  if (grades === null) return null;
  const columns = groupings
    .map((grouping, at): ScorecardColumn => {
      const tallies = tallyGroups(grouping, outcomes, learned);
      const lines = grouping.groups.map((group, index) => ({
        group,
        label: groupInWords(group),
        points: points[at]![index]!,
        logOdds: logOdds[at]![index]!,
        ...tallies[index]!,
      }));
      return { column: grouping.column, type: grouping.type, lines: lines.filter(({ rows }) => rows > 0) };
    })
    .filter(({ lines }) => lines.some((line) => line.points > 0));
  return { scorecard: { columns, cap: CAP, ...grades }, points: total };
}

function sumOf(groupings: readonly Grouping[], worth: readonly Float64Array[], row: number): number {
  let sum = 0;
  for (let at = 0; at < groupings.length; at += 1) sum += worth[at]![groupings[at]!.groupOf[row]!]!;
  return sum;
}
