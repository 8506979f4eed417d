import { tallyGroups, type Grouping } from '../columns/group-column.ts';
import { auc } from '../evaluate/auc.ts';
import { stratifiedFolds } from '../fit/stratified-folds.ts';

const FOLDS = 5;
/** Rows of the base rate lent to each group, so that rare ones do not look certain. */
const LENT = 5;

/**
 * How well a column alone tells won from lost: the AUC of its groups' win rates, each row judged by rates that were counted
 * without it (five folds), so that many small groups gain nothing by chance.
 */
export function singleColumnAuc(grouping: Grouping, outcomes: Uint8Array, rows: Int32Array, seed: number): number {
  const folds = stratifiedFolds(outcomes, rows, FOLDS, seed);
  const base = rows.reduce((sum, row) => sum + outcomes[row]!, 0) / Math.max(1, rows.length);
  const scores = new Float64Array(rows.length);
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const counted = rows.filter((_, at) => folds[at] !== fold);
    const rates = tallyGroups(grouping, outcomes, counted).map(
      (tally) => (tally.won + LENT * base) / (tally.rows + LENT),
    );
    rows.forEach((row, at) => {
      if (folds[at] === fold) scores[at] = rates[grouping.groupOf[row]!]!;
    });
  }
  return auc(
    scores,
    Uint8Array.from(rows, (row) => outcomes[row]!),
  );
}
