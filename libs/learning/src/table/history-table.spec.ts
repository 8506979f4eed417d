import { describe, expect, it } from '@jest/globals';
import { KIND, MISSING_CODE } from './column.ts';
import { HistoryTableBuilder } from './history-table.ts';

function tableOf(texts: readonly string[], mostRows?: number) {
  const builder = new HistoryTableBuilder(['a'], 1, mostRows);
  texts.forEach((text, at) => builder.add(() => text, at % 2 === 0));
  return builder.finish();
}

describe('a history', () => {
  it('keeps texts once, without regard to case', () => {
    const { columns, outcomes } = tableOf(['India', 'india ', 'Peru', 'Select']);
    expect(columns[0]!.texts).toEqual(['India', 'Peru']);
    expect([...columns[0]!.codes]).toEqual([0, 0, 1, MISSING_CODE]);
    expect([...outcomes]).toEqual([1, 0, 1, 0]);
  });

  it('reads slash dates as the column as a whole says', () => {
    const { columns } = tableOf(['3/4/2018', '13/4/2018']);
    expect([...columns[0]!.values]).toEqual([Date.parse('2018-04-03'), Date.parse('2018-04-13')]);
    expect([...columns[0]!.kinds]).toEqual([KIND.date, KIND.date]);
    expect([...tableOf(['3/4/2018', '4/13/2018']).columns[0]!.values]).toEqual([
      Date.parse('2018-03-04'),
      Date.parse('2018-04-13'),
    ]);
  });

  it('keeps a uniform sample of what does not fit', () => {
    const counts = Array.from({ length: 10 }, () => 0);
    for (let seed = 1; seed <= 2000; seed += 1) {
      const builder = new HistoryTableBuilder(['a'], seed, 3);
      for (let row = 0; row < 10; row += 1) builder.add(() => String(row), row === 9);
      const { columns, outcomes, seen } = builder.finish();
      expect([seen, outcomes.length]).toEqual([10, 3]);
      columns[0]!.values.forEach((value, at) => {
        counts[value]! += 1;
        expect(outcomes[at]).toBe(value === 9 ? 1 : 0);
      });
    }
    // 600 each are expected; five standard deviations are 102.
    for (const count of counts) expect(Math.abs(count - 600)).toBeLessThan(102);
  });
});
