import { describe, expect, it } from '@jest/globals';
import { firstOfSlashDate, isMissing, readCell, unpackSlashDate } from './read-cell.ts';

describe('a cell', () => {
  it.each(['', '  ', 'Select', 'N/A', 'null', 'NaN', '-', '(blank)'])('that says %j says nothing', (text) => {
    expect(isMissing(text)).toBe(true);
    expect(readCell(text).kind).toBe('missing');
  });

  it.each(['0', 'no', 'unknown', 'other', 'false'])('that says %j says something', (text) => {
    expect(isMissing(text)).toBe(false);
  });

  it.each([
    ['12', 12],
    [' -3.5 ', -3.5],
    ['1e3', 1000],
    ['1,250', 1250],
    ['1,250,000.5', 1_250_000.5],
    ['$ 1,250', 1250],
    ['12 %', 12],
  ])('%j is the number %d', (text, value) => {
    expect(readCell(text)).toEqual({ kind: 'number', value });
  });

  it.each([
    ['2018-02-26', '2018-02-26T00:00:00Z'],
    ['2018-02-26 19:58:54', '2018-02-26T19:58:54Z'],
    ['2018-02-26T19:58:54.123+02:00', '2018-02-26T17:58:54Z'],
    ['26.02.2018', '2018-02-26T00:00:00Z'],
  ])('%j is the date %s', (text, instant) => {
    expect(readCell(text)).toEqual({ kind: 'date', value: Date.parse(instant) });
  });

  it.each(['12,50', '1e999', '-1e101', '51-200', '2018-02-30', '1.2.3', 'A1', '192.168.0.1', '2018-02-26T25:00:00'])(
    '%j is text',
    (text) => {
      expect(readCell(text).kind).toBe('text');
    },
  );

  it('with a slash date waits until its column tells which of day and month comes first', () => {
    const cell = readCell('3/4/2018 1:30 PM');
    expect(cell.kind).toBe('slashDate');
    expect(firstOfSlashDate(cell.value)).toBe(3);
    expect(unpackSlashDate(cell.value, false)).toBe(Date.parse('2018-03-04T13:30:00Z'));
    expect(unpackSlashDate(cell.value, true)).toBe(Date.parse('2018-04-03T13:30:00Z'));
    expect(unpackSlashDate(readCell('13/4/2018').value, false)).toBeNaN();
  });
});
