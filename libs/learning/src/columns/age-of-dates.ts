import { instantsOf, type Column } from '../table/column.ts';

const DAY_MS = 86_400_000;

/**
 * A date as its age in days, since a date itself never comes again: before the row's own date in `time` where there is such a
 * column, else before the newest date of the rows to learn from.
 */
export function ageOfDates(column: Column, learned: Int32Array, time: Column | null): Column {
  const instants = instantsOf(column);
  const origins = time === null ? null : instantsOf(time);
  const newestMs = learned.reduce((newest, row) => (instants[row]! > newest ? instants[row]! : newest), -Infinity);
  return { ...column, values: instants.map((atMs, row) => ((origins?.[row] ?? newestMs) - atMs) / DAY_MS) };
}
