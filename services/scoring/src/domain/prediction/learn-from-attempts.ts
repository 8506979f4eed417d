import { HistoryTableBuilder, learnLive } from '@smarketing/learning';
import type { EndedAttempt } from './attempt.ts';
import { isField } from './features.ts';
import type { LearnedModel } from './model-version.ts';

/** The column of the instant at which an outcome became known: it splits, and is no input. */
const KNOWN_AT = 'outcome known at';
const SEED = 1;
/** A column that so few attempts tell is none that a model could use. */
const LEAST_TOLD = 5;
/** The time it takes grows with their square. */
const MOST_COLUMNS = 60;

/** The same attempts give the same model. */
export function learnFromAttempts(attempts: readonly EndedAttempt[]): LearnedModel {
  const builder = new HistoryTableBuilder([...columnsOf(attempts), KNOWN_AT], SEED);
  for (const { features, won, endedAtMs } of attempts) {
    builder.add((column) => (column === KNOWN_AT ? new Date(endedAtMs).toISOString() : cellOf(features, column)), won);
  }
  return learnLive(builder.finish(), { seed: SEED, time: KNOWN_AT, scorecardOf: isField });
}

/** What a lead did not do it did no times; what else is not told is missing. */
export function cellOf(features: EndedAttempt['features'], column: string): string {
  return Object.hasOwn(features, column) ? features[column]! : column.startsWith('times ') ? '0' : '';
}

/** The columns that most attempts tell. */
function columnsOf(attempts: readonly EndedAttempt[]): string[] {
  const told = new Map<string, number>();
  for (const { features } of attempts) {
    for (const column of Object.keys(features)) told.set(column, (told.get(column) ?? 0) + 1);
  }
  return [...told]
    .filter(([, count]) => count >= LEAST_TOLD)
    .toSorted(([a, many], [b, others]) => others - many || (a < b ? -1 : 1))
    .slice(0, MOST_COLUMNS)
    .map(([column]) => column);
}
