import { BEYOND_CODE, KIND, MISSING_CODE, type Column } from '../table/column.ts';

const SAYS_ID = /(^|[\s_-])(id|ids|uid|uuid|guid|key|number|no|nr|num|phone|mobile|fax|zip|hash)$/i;
const CAMEL_ID = /[a-z](Id|ID|Uuid|Guid|Key|Number|No|Nr)$/;

/** Why a column is taken for ids, which say who a lead is and not what they are like; null where it is not. */
export function looksLikeId(column: Column, rows: Int32Array): string | null {
  const filled = rows.filter((row) => column.codes[row] !== MISSING_CODE);
  // Measures of few rows may all differ by chance.
  if (filled.length < 20) return null;
  const isNumber = filled.every((row) => column.kinds[row] === KIND.number);
  const distinct = isNumber
    ? new Set(Float64Array.from(filled, (row) => column.values[row]!)).size
    : distinctTexts(column, filled);
  const share = distinct / filled.length;
  const named = SAYS_ID.test(column.name) || CAMEL_ID.test(column.name);
  if (isNumber) {
    const isWhole = filled.every((row) => Number.isInteger(column.values[row]!));
    if (!isWhole || share < 0.95) return null;
    if (named) return 'an id by its name: nearly every row has its own';
    if (share === 1 && (isDense(column, filled) || isMonotone(column, filled)))
      return 'running numbers: every row has its own';
    return null;
  }
  if (filled.every((row) => column.kinds[row] === KIND.date)) return null;
  const looksCoded = filled.every((row) => /^\S*\d\S*$/.test(column.texts[column.codes[row]!] ?? '1'));
  if (share >= 0.95 && (named || looksCoded)) return 'ids: nearly every row has its own';
  return null;
}

/** Numbers that leave few gaps were given out one after the other. */
function isDense(column: Column, rows: Int32Array): boolean {
  let least = Infinity;
  let most = -Infinity;
  for (const row of rows) {
    least = Math.min(least, column.values[row]!);
    most = Math.max(most, column.values[row]!);
  }
  return most - least < 2 * rows.length;
}

function isMonotone(column: Column, rows: Int32Array): boolean {
  const rises = rows.subarray(1).filter((row, at) => column.values[row]! > column.values[rows[at]!]!).length;
  return rises === 0 || rises === rows.length - 1;
}

/** What came too late to be remembered counts as new each time. */
function distinctTexts(column: Column, rows: Int32Array): number {
  const beyond = rows.filter((row) => column.codes[row] === BEYOND_CODE).length;
  return new Set(rows.map((row) => column.codes[row]!)).size + Math.max(0, beyond - 1);
}
