import { BEYOND_CODE, KIND, MISSING_CODE, type Column } from '../table/column.ts';
import { countCodes } from './count-codes.ts';
import type { TypedColumn } from './column-type.ts';
import { looksLikeId } from './looks-like-id.ts';
import { readTruth } from './truth.ts';

/** Of what is filled in, so much must read as numbers (or dates) for the column to hold them. */
const MOST_OF_THEM = 0.95;
/** A level with fewer rows is not told apart from the other rare ones. */
export function levelSupport(rows: number): number {
  return Math.max(10, Math.ceil(rows * 0.0025));
}
/** Below it the levels that can be told apart say too little of the column. */
const COVERED_BY_LEVELS = 0.3;

/** Reads the type of a column off the given rows. */
export function inferType(column: Column, rows: Int32Array): TypedColumn {
  const { filled, remembered, numbers, dates, zerosAndOnes, mails } = survey(column, rows);
  if (filled === 0) return { type: 'empty', reason: 'nothing is filled in' };
  if (filled < Math.min(20, rows.length / 20)) return { type: 'empty', reason: `only ${filled} rows are filled in` };
  const levels = countCodes(column, rows);
  const isConstant = levels.length === 1 && levels[0]!.rows === rows.length;
  if (isConstant) return { type: 'constant', reason: `every row says "${column.texts[levels[0]!.code]}"` };
  if (mails > remembered / 2) return { type: 'e-mail', reason: 'e-mail addresses: each is of one person' };
  const asId = looksLikeId(column, rows);
  if (asId !== null) return { type: 'id', reason: asId };
  if (dates >= MOST_OF_THEM * filled) return { type: 'date', reason: null };
  if (isBoolean(column, levels)) return { type: 'boolean', reason: null };
  if (numbers >= MOST_OF_THEM * filled) {
    return zerosAndOnes === filled && levels.length === 2
      ? { type: 'boolean', reason: null }
      : { type: 'number', reason: null };
  }
  const support = levelSupport(rows.length);
  const covered = levels.reduce((sum, level) => sum + (level.rows >= support ? level.rows : 0), 0);
  if (covered >= COVERED_BY_LEVELS * filled) return { type: 'category', reason: null };
  return {
    type: 'text',
    reason: `free text or names: ${levels.length.toLocaleString('en-US')} or more different ones in ${filled.toLocaleString('en-US')} rows`,
  };
}

function survey(column: Column, rows: Int32Array) {
  const counts = { filled: 0, remembered: 0, numbers: 0, dates: 0, zerosAndOnes: 0, mails: 0 };
  const isMail = column.texts.map((text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text));
  for (const row of rows) {
    const code = column.codes[row]!;
    if (code === MISSING_CODE) continue;
    counts.filled += 1;
    if (code !== BEYOND_CODE) counts.remembered += 1;
    const kind = column.kinds[row];
    if (kind === KIND.number) {
      counts.numbers += 1;
      if (column.values[row] === 0 || column.values[row] === 1) counts.zerosAndOnes += 1;
    } else if (kind === KIND.date) counts.dates += 1;
    else if (isMail[code]) counts.mails += 1;
  }
  return counts;
}

function isBoolean(column: Column, levels: readonly { readonly code: number }[]): boolean {
  const truths = levels.map(({ code }) => readTruth(column.texts[code] ?? ''));
  return truths.length >= 2 && truths.includes(true) && truths.includes(false) && !truths.includes(null);
}
