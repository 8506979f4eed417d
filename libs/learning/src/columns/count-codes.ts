import { BEYOND_CODE, MISSING_CODE, type Column } from '../table/column.ts';

/** The texts of the given rows with how many rows have each, the most frequent first. */
export function countCodes(column: Column, rows: Int32Array): { readonly code: number; readonly rows: number }[] {
  const counts = new Int32Array(column.texts.length + 1);
  for (const row of rows) {
    const code = column.codes[row]!;
    if (code !== MISSING_CODE) counts[code === BEYOND_CODE ? column.texts.length : code]! += 1;
  }
  return Array.from(counts, (count, code) => ({ code, rows: count }))
    .filter((level) => level.rows > 0)
    .sort((a, b) => b.rows - a.rows || a.code - b.code);
}
