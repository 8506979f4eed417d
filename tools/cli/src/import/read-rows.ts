import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { unreadable } from '../commands/read-text.ts';
import { WrongUsage } from '../exit.ts';
import type { Cells } from '../mapping/compile-value.ts';
import { Lines } from './lines.ts';

/** A row, or why it is none. Lines count from 1, the header being the first. */
export type Row = { readonly line: number } & ({ readonly cells: Cells } | { readonly broken: string });

export type CsvShape = {
  readonly delimiter: string;
  readonly missing: readonly string[];
  /** What the header must name. */
  readonly columns: ReadonlySet<string>;
};

/** A cell may go over as many lines; a quote that is still open then was never meant to be one. */
const LONGEST_CELL_LINES = 200;

/**
 * Reads a CSV file row by row. A row that cannot be read costs that row alone: after a quote that is never closed, reading goes on
 * in the next line. Throws WrongUsage where the file is not there or its header lacks a column.
 */
export async function* readRows(file: string, shape: CsvShape, cwd: string): AsyncGenerator<Row> {
  const path = resolve(cwd, file);
  await mustBeReadable(path, file);
  const lines = new Lines(createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity }));
  try {
    const header = await readHeader(lines, file, shape);
    const missing = new Set(shape.missing);
    for (let line = await lines.next(); line !== null; line = await lines.next()) {
      if (line.text.trim() === '') continue;
      const record = await recordFrom(line.text, lines, header.length, shape.delimiter);
      yield 'broken' in record
        ? { line: line.number, broken: record.broken }
        : { line: line.number, cells: cellsOf(header, record.fields, missing) };
    }
  } finally {
    lines.close();
  }
}

/** The columns that the first line names. Throws WrongUsage where it cannot be read. */
export async function readColumns(file: string, delimiter: string, cwd: string): Promise<readonly string[]> {
  const path = resolve(cwd, file);
  await mustBeReadable(path, file);
  const lines = new Lines(createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity }));
  try {
    return await readHeader(lines, file, { delimiter, columns: new Set() });
  } finally {
    lines.close();
  }
}

async function mustBeReadable(path: string, file: string): Promise<void> {
  try {
    const handle = await open(path);
    try {
      if ((await handle.stat()).isDirectory()) throw new WrongUsage(`${file} is a folder, not a file.`);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw error instanceof WrongUsage ? error : unreadable(file, error);
  }
}

async function readHeader(
  lines: Lines,
  file: string,
  shape: Pick<CsvShape, 'delimiter' | 'columns'>,
): Promise<readonly string[]> {
  const first = await lines.next();
  if (first === null) throw new WrongUsage(`${file} is empty: its first line must name the columns.`);
  const parsed = fieldsOf(first.text.replace(/^\uFEFF/, ''), shape.delimiter);
  if (parsed === null) throw new WrongUsage(`${file}: the first line, which names the columns, cannot be read as CSV.`);
  const header = parsed.map((name) => name.trim());
  const lacking = [...shape.columns].filter((column) => !header.includes(column));
  if (lacking.length === 0) return header;
  throw new WrongUsage(
    `${file} has no column ${lacking.join(', ')}, which the mapping names. It has ${header.join(', ')}.`,
  );
}

type Read = { readonly fields: readonly string[] } | { readonly broken: string };

async function recordFrom(first: string, lines: Lines, width: number, delimiter: string): Promise<Read> {
  const continuation = hasOpenQuote(first) ? await restOfRecord(lines) : [];
  if (continuation === null) return { broken: 'a quote is opened and never closed' };
  const fields = fieldsOf([first, ...continuation].join('\n'), delimiter);
  if (fields?.length === width) return { fields };
  // Lines that a stray quote swallowed are rows of their own.
  lines.putBack(continuation);
  if (fields === null || continuation.length > 0) return { broken: 'its quotes do not match' };
  const columns = `${fields.length} ${fields.length === 1 ? 'column' : 'columns'}`;
  return { broken: `it has ${columns}, where the first line names ${width}` };
}

/** The lines up to the one that closes the quote; null, and nothing taken, where none does. */
async function restOfRecord(lines: Lines): Promise<string[] | null> {
  const taken: string[] = [];
  while (taken.length < LONGEST_CELL_LINES) {
    const line = await lines.next();
    if (line === null) break;
    taken.push(line.text);
    if (hasOpenQuote(line.text)) return taken;
  }
  lines.putBack(taken);
  return null;
}

/** Quotes inside of quoted cells are doubled, so an odd number means that the last one is still open. */
function hasOpenQuote(text: string): boolean {
  let quotes = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes += 1;
  return quotes % 2 === 1;
}

function fieldsOf(text: string, delimiter: string): readonly string[] | null {
  if (!text.includes('"')) return text.split(delimiter);
  try {
    const [fields] = parse(text, { delimiter, relax_column_count: true });
    return fields ?? null;
  } catch {
    return null;
  }
}

function cellsOf(header: readonly string[], fields: readonly string[], missing: ReadonlySet<string>): Cells {
  const cells = new Map<string, string>();
  header.forEach((column, index) => {
    const cell = (fields[index] ?? '').trim();
    if (!missing.has(cell)) cells.set(column, cell);
  });
  return cells;
}
