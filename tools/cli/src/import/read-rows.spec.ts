import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRows } from './read-rows.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smarketing-rows-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function rowsOf(csv: string, columns = ['a', 'b'], delimiter = ','): Promise<unknown[]> {
  await writeFile(join(folder, 'rows.csv'), csv);
  const rows = [];
  for await (const row of readRows(
    'rows.csv',
    { delimiter, missing: ['', 'NaN'], columns: new Set(columns) },
    folder,
  )) {
    rows.push('broken' in row ? [row.line, row.broken] : [row.line, Object.fromEntries(row.cells)]);
  }
  return rows;
}

describe('the rows of a CSV file', () => {
  test('are cells by column, without those that are missing', async () => {
    expect(await rowsOf('\uFEFFa,b\r\n1, x \r\n2,NaN\r\n\r\n3,\r\n')).toEqual([
      [2, { a: '1', b: 'x' }],
      [3, { a: '2' }],
      [5, { a: '3' }],
    ]);
  });

  test('may have quotes, delimiters and line breaks in them', async () => {
    expect(await rowsOf('a;b\n"x; ""y""";1\n"two\nlines";2\n3;4\n', ['a'], ';')).toEqual([
      [2, { a: 'x; "y"', b: '1' }],
      [3, { a: 'two\nlines', b: '2' }],
      [5, { a: '3', b: '4' }],
    ]);
  });

  test('that cannot be read cost themselves alone', async () => {
    expect(await rowsOf('a,b\n1\n1,2,3\nbad"q",1\n"never closed,9\n5,6\n"7,8\n9,"10\n11,12\n')).toEqual([
      [2, 'it has 1 column, where the first line names 2'],
      [3, 'it has 3 columns, where the first line names 2'],
      [4, 'its quotes do not match'],
      [5, 'its quotes do not match'],
      [6, { a: '5', b: '6' }],
      [7, 'its quotes do not match'],
      [8, 'a quote is opened and never closed'],
      [9, { a: '11', b: '12' }],
    ]);
  });

  test('need a header with the columns that are asked for', async () => {
    await expect(rowsOf('a,c\n1,2\n')).rejects.toThrow(
      'rows.csv has no column b, which the mapping names. It has a, c.',
    );
    await expect(rowsOf('')).rejects.toThrow('rows.csv is empty');
  });

  test('need a file', async () => {
    const rows = readRows('none.csv', { delimiter: ',', missing: [], columns: new Set() }, folder);
    await expect(rows.next()).rejects.toThrow('There is no file none.csv.');
    const inFolder = readRows('.', { delimiter: ',', missing: [], columns: new Set() }, folder);
    await expect(inFolder.next()).rejects.toThrow('is a folder');
  });
});
