/** What a cell says. A date written with slashes waits until its column shows which of day and month comes first. */
export type CellKind = 'missing' | 'number' | 'date' | 'slashDate' | 'text';

/** `value` is a number, epoch milliseconds, or a packed slash date (`packSlashDate`); NaN for the other kinds. */
export type Cell = { readonly kind: CellKind; readonly value: number };

const MISSING = new Set(
  ['', '-', '--', '?', '.', 'n/a', 'na', '#n/a', 'n.a.', 'nan', 'null', '[null]', '(null)', 'none', 'nil', 'undefined']
    .concat(['select', '-- select --', '--select--', '- select -', 'please select', '-none-', '--none--'])
    .concat(['(blank)', 'not specified', 'not provided', 'not available']),
);

const TEXT: Cell = { kind: 'text', value: Number.NaN };
const NOTHING: Cell = { kind: 'missing', value: Number.NaN };

/** Words that forms and exports write where nothing was said; "Select" is the unanswered drop-down of many CRMs. */
export function isMissing(text: string): boolean {
  return MISSING.has(text.trim().toLowerCase());
}

export function readCell(text: string): Cell {
  const trimmed = text.trim();
  if (isMissing(trimmed)) return NOTHING;
  if (!/\d/.test(trimmed)) return TEXT;
  const number = readNumber(trimmed);
  if (number !== null) return { kind: 'number', value: number };
  return readDate(trimmed) ?? TEXT;
}

const PLAIN = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i;
const GROUPED = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;

/** Beyond it sums of squares are no numbers any more, and one cell would spoil a whole model. */
const LARGEST = 1e100;

/** `1250`, `1,250.5`, `$ 1,250`, `12 %`. */
function readNumber(text: string): number | null {
  const bare = text.replace(/^([+-]?)\s*[$€£₹]\s*/, '$1').replace(/\s*%$/, '');
  if (!PLAIN.test(bare) && !GROUPED.test(bare)) return null;
  const value = Number(bare.replaceAll(',', ''));
  return Math.abs(value) <= LARGEST ? value : null;
}

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;
const DOTTED = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,? (\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;
const SLASHED = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:,? (\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([ap])m)?)?$/i;

/** Without an offset the wall clock is taken for UTC: an age in days does not hang on it. */
function readDate(text: string): Cell | null {
  const iso = ISO.exec(text);
  if (iso !== null) {
    const [, year, month, day, hour = 0, minute = 0, second = 0, offset = 'Z'] = iso;
    const atMs = utc(
      Number(year),
      Number(month),
      Number(day),
      Number(hour) * 3600 + Number(minute) * 60 + Number(second),
    );
    return atMs === null ? null : { kind: 'date', value: atMs - offsetMs(offset) };
  }
  const dotted = DOTTED.exec(text);
  if (dotted !== null) {
    const [, day, month, year, hour = 0, minute = 0, second = 0] = dotted;
    const atMs = utc(
      Number(year),
      Number(month),
      Number(day),
      Number(hour) * 3600 + Number(minute) * 60 + Number(second),
    );
    return atMs === null ? null : { kind: 'date', value: atMs };
  }
  const slashed = SLASHED.exec(text);
  if (slashed === null) return null;
  const [, first, second, year, hour = 0, minute = 0, seconds = 0, half] = slashed;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  const packed = packSlashDate(
    Number(first),
    Number(second),
    Number(year),
    hours * 3600 + Number(minute) * 60 + Number(seconds),
  );
  return { kind: 'slashDate', value: packed };
}

function packSlashDate(first: number, second: number, year: number, secondOfDay: number): number {
  return ((year * 100 + first) * 100 + second) * 100_000 + secondOfDay;
}

/** The first number of a packed slash date: above 12 it can only be a day. */
export function firstOfSlashDate(packed: number): number {
  return Math.floor(packed / 10_000_000) % 100;
}

/** Epoch milliseconds; NaN where there is no such day. */
export function unpackSlashDate(packed: number, dayFirst: boolean): number {
  const secondOfDay = packed % 100_000;
  const second = Math.floor(packed / 100_000) % 100;
  const first = firstOfSlashDate(packed);
  const year = Math.floor(packed / 1_000_000_000);
  return utc(year, dayFirst ? second : first, dayFirst ? first : second, secondOfDay) ?? Number.NaN;
}

function utc(year: number, month: number, day: number, secondOfDay: number): number | null {
  const midnight = new Date(Date.UTC(year, month - 1, day));
  const exists = midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day;
  return exists && secondOfDay < 86_400 ? midnight.getTime() + secondOfDay * 1000 : null;
}

function offsetMs(offset: string): number {
  if (offset.toUpperCase() === 'Z') return 0;
  const sign = offset.startsWith('-') ? -1 : 1;
  const digits = offset.slice(1).replace(':', '');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
}
