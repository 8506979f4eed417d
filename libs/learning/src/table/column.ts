import { firstOfSlashDate, readCell, unpackSlashDate, type Cell, type CellKind } from './read-cell.ts';

/** Code of a cell that says nothing. */
export const MISSING_CODE = -1;
/** Code of a text that came after the column had shown too many different ones to remember. */
export const BEYOND_CODE = -2;

/** One column of a history, cell by cell. */
export type Column = {
  readonly name: string;
  /** Index into `texts`, or MISSING_CODE or BEYOND_CODE. Texts that differ in case alone share a code. */
  readonly codes: Int32Array;
  /** The distinct texts, each as it was written first. */
  readonly texts: readonly string[];
  /** Numbers, or epoch milliseconds of dates; NaN for every other cell. */
  readonly values: Float64Array;
  readonly kinds: Uint8Array;
};

/** Codes of `Column.kinds`. */
export const KIND = { missing: 0, number: 1, date: 2, text: 3 } as const;

/** The dates of a column in epoch milliseconds; NaN for what is none. */
export function instantsOf({ kinds, values }: Column): Float64Array {
  return values.map((value, row) => (kinds[row] === KIND.date ? value : Number.NaN));
}

const MOST_TEXTS = 10_000;
/** A longer text is told apart from no other. */
export const BEYOND_LENGTH = 100;
const SLASH = 4;
const KIND_CODES: Readonly<Record<CellKind, number>> = { ...KIND, slashDate: SLASH };

type Known = { readonly code: number; readonly cell: Cell };

/** Takes in cells at given rows, in some 13 bytes each; a cell that is set again replaces the one before. */
export class ColumnBuilder {
  readonly name: string;
  private codes = new Int32Array(1024).fill(MISSING_CODE);
  private values = new Float64Array(1024).fill(Number.NaN);
  private kinds = new Uint8Array(1024);
  private readonly texts: string[] = [];
  private readonly known = new Map<string, Known>();
  private readonly byLowerCase = new Map<string, number>();

  constructor(name: string) {
    this.name = name;
  }

  set(row: number, text: string): void {
    if (row >= this.codes.length) this.grow(row);
    const { code, cell } = this.known.get(text) ?? this.learn(text);
    this.codes[row] = code;
    this.values[row] = cell.value;
    this.kinds[row] = KIND_CODES[cell.kind];
  }

  finish(rows: number): Column {
    const values = this.values.slice(0, rows);
    const kinds = this.kinds.slice(0, rows);
    const dayFirst = values.some((value, row) => kinds[row] === SLASH && firstOfSlashDate(value) > 12);
    for (let row = 0; row < rows; row += 1) {
      if (kinds[row] !== SLASH) continue;
      values[row] = unpackSlashDate(values[row]!, dayFirst);
      kinds[row] = Number.isNaN(values[row]!) ? KIND.text : KIND.date;
    }
    return { name: this.name, codes: this.codes.slice(0, rows), texts: this.texts, values, kinds };
  }

  private learn(text: string): Known {
    const cell = readCell(text);
    if (cell.kind === 'missing') return this.remember(text, { code: MISSING_CODE, cell });
    if (text.length > BEYOND_LENGTH) return { code: BEYOND_CODE, cell };
    const lower = text.trim().toLowerCase();
    let code = this.byLowerCase.get(lower);
    if (code === undefined) {
      if (this.texts.length >= MOST_TEXTS) return { code: BEYOND_CODE, cell };
      code = this.texts.push(text.trim()) - 1;
      this.byLowerCase.set(lower, code);
    }
    return this.remember(text, { code, cell });
  }

  private remember(text: string, known: Known): Known {
    if (this.known.size < 2 * MOST_TEXTS) this.known.set(text, known);
    return known;
  }

  private grow(row: number): void {
    const size = Math.max(row + 1, this.codes.length * 2);
    const codes = new Int32Array(size).fill(MISSING_CODE);
    codes.set(this.codes);
    const values = new Float64Array(size).fill(Number.NaN);
    values.set(this.values);
    const kinds = new Uint8Array(size);
    kinds.set(this.kinds);
    [this.codes, this.values, this.kinds] = [codes, values, kinds];
  }
}
