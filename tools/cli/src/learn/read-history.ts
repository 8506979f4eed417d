import { HistoryTableBuilder, instantsOf, readOutcome, type HistoryTable } from '@smarketing/learning';
import type { Refusal } from '../delivery/outgoing.ts';
import { WrongUsage } from '../exit.ts';
import { readColumns, readRows } from '../import/read-rows.ts';
import type { Terminal } from '../terminal.ts';

export type HistoryFile = {
  readonly file: string;
  readonly outcome: string;
  /** The value that means won; undefined: yes, 1, true or won. */
  readonly positive: string | undefined;
  /** The column of dates to split by, if any. */
  readonly time: string | undefined;
  /** Other columns that the command line names. */
  readonly named: readonly string[];
  readonly seed: number;
};

export type History = {
  readonly table: HistoryTable;
  /** Lines that hold a row, readable or not. */
  readonly rows: number;
  /** Rows that say nothing about their outcome: still open, or never written down. */
  readonly withoutOutcome: number;
  /** Rows that could not be read, in the order of the lines. */
  readonly refused: readonly Refusal[];
};

const DELIMITERS = [',', ';', '\t'];
/** Beyond this share of rows the outcome is not what was thought. */
const MOST_UNREADABLE = 0.1;
const MOST_SHOWN = 8;
const PROGRESS_EVERY = 1000;

/** Reads a CRM's export in one pass. Throws WrongUsage where the file, a column or the outcome is not as the command says. */
export async function readHistory(given: HistoryFile, terminal: Terminal): Promise<History> {
  const { file, outcome, positive } = given;
  const { delimiter, columns } = await readHeader(file, terminal.cwd);
  mustHave(given, columns);
  const builder = new HistoryTableBuilder(
    [...new Set(columns)].filter((name) => name !== outcome && name !== ''),
    given.seed,
  );
  const refused: Refusal[] = [];
  const strange = new Map<string, number>();
  let rows = 0;
  let withoutOutcome = 0;
  let unreadable = 0;
  for await (const row of readRows(file, { delimiter, missing: [], columns: new Set() }, terminal.cwd)) {
    rows += 1;
    if (rows % (PROGRESS_EVERY * 20) === 0) terminal.err(`${rows.toLocaleString('en-US')} rows read …`);
    if ('broken' in row) {
      refused.push({ line: row.line, reason: row.broken });
      continue;
    }
    const text = row.cells.get(outcome) ?? '';
    const ended = readOutcome(text, positive);
    if (ended === 'unknown') withoutOutcome += 1;
    else if (ended === 'unreadable') {
      unreadable += 1;
      if (strange.size < 100 || strange.has(text)) strange.set(text, (strange.get(text) ?? 0) + 1);
      refused.push({ line: row.line, reason: `${outcome} is "${text}", which is neither won nor lost` });
    } else builder.add((name) => row.cells.get(name) ?? '', ended === 'won');
  }
  const table = builder.finish();
  if (unreadable > MOST_UNREADABLE * (unreadable + table.seen)) throw unclearOutcome(outcome, strange);
  if (positive !== undefined && table.seen > 0 && !table.outcomes.includes(1)) {
    throw new WrongUsage(`No row has the value "${positive}" in ${outcome}, which is to mean won.`);
  }
  mustBeDates(table, given.time);
  return { table, rows, withoutOutcome, refused };
}

function mustBeDates({ columns, seen }: HistoryTable, time: string | undefined): void {
  const column = columns.find(({ name }) => name === time);
  if (column === undefined || seen === 0) return;
  const dated = instantsOf(column).filter((atMs) => !Number.isNaN(atMs)).length;
  if (dated > column.codes.length / 2) return;
  throw new WrongUsage(
    `${column.name} holds dates in ${dated.toLocaleString('en-US')} of ${column.codes.length.toLocaleString('en-US')} rows ` +
      'only, so no time can be told by it. Dates are written 2018-02-26, 2018-02-26 19:58:54, 26.02.2018 or 2/26/2018.',
  );
}

type Header = { readonly delimiter: string; readonly columns: readonly string[] };

/** The delimiter is the one that finds most columns in the first line. */
async function readHeader(file: string, cwd: string): Promise<Header> {
  const found: Header[] = [];
  const problems: unknown[] = [];
  for (const delimiter of DELIMITERS) {
    try {
      found.push({ delimiter, columns: await readColumns(file, delimiter, cwd) });
    } catch (error) {
      // Quotes that do not match may do so under another delimiter.
      problems.push(error);
    }
  }
  const [best] = found.sort((a, b) => b.columns.length - a.columns.length);
  if (best === undefined) throw problems[0];
  return best;
}

function mustHave({ file, outcome, named, time }: HistoryFile, columns: readonly string[]): void {
  const lacking = [outcome, ...named, ...(time === undefined ? [] : [time])].filter((name) => !columns.includes(name));
  if (lacking.length > 0) {
    throw new WrongUsage(`${file} has no column ${lacking.join(', ')}. It has ${columns.join(', ')}.`);
  }
  const twice = columns.filter((name, at) => columns.indexOf(name) !== at);
  if (twice.length > 0) throw new WrongUsage(`${file} names a column twice: ${[...new Set(twice)].join(', ')}.`);
}

function unclearOutcome(outcome: string, strange: ReadonlyMap<string, number>): WrongUsage {
  const frequent = [...strange].sort((a, b) => b[1] - a[1]).slice(0, MOST_SHOWN);
  const shown = frequent.map(([text, rows]) => `"${text}" (${rows.toLocaleString('en-US')})`).join(', ');
  return new WrongUsage(
    `${outcome} says neither yes or no, 1 or 0, true or false, nor won or lost: it has ${shown}. ` +
      `Say which value means won: --positive VALUE.`,
  );
}
