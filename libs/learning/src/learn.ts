import { ageOfDates } from './columns/age-of-dates.ts';
import { inferType } from './columns/infer-type.ts';
import type { UsableColumn } from './encode/encoder.ts';
import { findLeaks, type Suspect } from './leakage/find-leaks.ts';
import { learnModel } from './learn-model.ts';
import type { LearnOptions } from './learn-options.ts';
import type { ColumnReport, LeakReport, LearnReport } from './report.ts';
import { findSegments } from './segments/find-segments.ts';
import { countWon, shortageIn, shortageOfSides } from './shortage.ts';
import { splitAtRandom, splitByTime } from './split/split-rows.ts';
import { MISSING_CODE, type Column } from './table/column.ts';
import type { HistoryTable } from './table/history-table.ts';

/**
 * Learns from a history how likely a lead is to be won, measures on rows held out how good that is, and proposes points. All that is
 * measured for the model, its calibration, its left out columns and its scorecard comes from the rows to learn from; segments
 * describe all rows. The same table, options and seed give the same report.
 */
export function learn(table: HistoryTable, options: LearnOptions): LearnReport {
  return learnColumns(table, options).report;
}

/** The same, with the columns that were used as they went in. */
export function learnColumns(
  table: HistoryTable,
  options: LearnOptions,
): { readonly report: LearnReport; readonly usable: readonly UsableColumn[] } {
  const step = options.onStep ?? (() => undefined);
  const time = table.columns.find(({ name }) => name === options.time) ?? null;
  const allRows = Int32Array.from(table.outcomes, (_, row) => row);
  const shortage = shortageIn(table.outcomes, allRows);
  const split =
    options.split === 'time' && time !== null && shortage === null
      ? splitByTime(time)
      : splitAtRandom(table.outcomes, options.seed);
  const judged = shortage ?? shortageOfSides(table.outcomes, split);
  const learned = judged === null ? split.train : allRows;

  step('reading the columns');
  const typed = table.columns.map((column) => ({ column, ...inferType(column, learned) }));
  const candidates = typed.filter(({ column }) => column !== time && !options.ignore.includes(column.name));
  const suspects = candidates
    .filter(({ type }) => type !== 'constant' && type !== 'empty')
    .map(({ column, type, reason }): Suspect => {
      if (reason !== null) return { column, type: null };
      return type === 'date' ? { column: ageOfDates(column, learned, time), type } : { column, type };
    });
  step('looking for what is known only afterwards');
  const leaks = findLeaks(suspects, { outcomes: table.outcomes, learned, seed: options.seed });
  const leftOut = new Set(leaks.flatMap(({ certain, column }) => (certain ? [column] : [])));
  for (const column of options.keep) leftOut.delete(column);
  const usable = suspects.filter(
    (suspect): suspect is UsableColumn => suspect.type !== null && !leftOut.has(suspect.column.name),
  );
  const columns = typed.map(({ column, type, reason }): ColumnReport => {
    const why = options.ignore.includes(column.name)
      ? 'you said so'
      : column === time
        ? 'it says when a lead was, not how it is'
        : (reason ?? (leftOut.has(column.name) ? 'it is known only afterwards' : null));
    return { name: column.name, type, used: why === null, reason: why, missing: missingShare(column, learned) };
  });

  const used = new Set(usable.map(({ column }) => column.name));
  step('looking for segments that seldom convert');
  const { segments, tested } = findSegments(usable, table.outcomes);
  const noInputs = usable.length === 0 ? 'No column is left that a model could learn from.' : null;
  const notLearned = judged ?? noInputs;
  const undated = notLearned === null ? split.undated : new Int32Array(0);
  const report = {
    used: allRows.length - undated.length,
    positives: countWon(table.outcomes, allRows) - countWon(table.outcomes, undated),
    columns,
    leaks: leaks.map((leak): LeakReport => ({ ...leak, leftOut: !used.has(leak.column) })),
    segments,
    segmentsTested: tested,
    learned:
      notLearned === null ? learnModel({ columns: usable, outcomes: table.outcomes, split, options, step }) : null,
    notLearned,
  };
  return { report, usable };
}

function missingShare(column: Column, rows: Int32Array): number {
  return rows.filter((row) => column.codes[row] === MISSING_CODE).length / Math.max(1, rows.length);
}
