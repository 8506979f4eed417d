import { partOf, quantileCuts, sortedValues } from '../encode/quantile-cuts.ts';
import { MISSING_CODE, type Column } from '../table/column.ts';
import type { ColumnType } from './column-type.ts';
import { countCodes } from './count-codes.ts';
import type { Group } from './group.ts';
import { readTruth } from './truth.ts';

/** A column divided into groups; each row lies in exactly one. The first group is `missing`. */
export type Grouping = {
  readonly column: string;
  readonly type: ColumnType;
  readonly groups: readonly Group[];
  /** Index into `groups`, for every row of the history. */
  readonly groupOf: Int32Array;
};

export type GroupingOptions = {
  /** The rows that say where the groups lie. */
  readonly learned: Int32Array;
  /** A level with fewer of these rows goes to `other`. */
  readonly support: number;
  readonly mostLevels: number;
  /** A number or an age is cut by quantiles into as many parts. */
  readonly parts: number;
};

export function groupColumn(column: Column, type: ColumnType, options: GroupingOptions): Grouping {
  switch (type) {
    case 'number':
    case 'date':
      return groupByCuts(column, type, quantileCuts(sortedValues(column.values, options.learned), options.parts));
    case 'boolean':
      return groupByTruth(column);
    case 'category':
      return groupByLevel(column, options);
  }
}

/** What is no number counts as missing. */
export function groupByCuts(column: Column, type: ColumnType, cuts: readonly number[]): Grouping {
  const ranges = [null, ...cuts].map((from, at): Group => ({ kind: 'range', from, to: cuts[at] ?? null }));
  return {
    column: column.name,
    type,
    groups: [{ kind: 'missing' }, ...ranges],
    groupOf: Int32Array.from(column.values, (value) => (Number.isNaN(value) ? 0 : 1 + partOf(value, cuts))),
  };
}

function groupByTruth(column: Column): Grouping {
  const truths = column.texts.map(readTruth);
  const textsOf = (value: boolean): string[] => column.texts.filter((_, code) => truths[code] === value);
  return {
    column: column.name,
    type: 'boolean',
    groups: [
      { kind: 'missing' },
      { kind: 'truth', value: false, texts: textsOf(false) },
      { kind: 'truth', value: true, texts: textsOf(true) },
    ],
    groupOf: Int32Array.from(column.codes, (code) => {
      const truth = truths[code] ?? null;
      return truth === null ? 0 : truth ? 2 : 1;
    }),
  };
}

function groupByLevel(column: Column, { learned, support, mostLevels }: GroupingOptions): Grouping {
  const levels = countCodes(column, learned).filter(({ code, rows }) => rows >= support && code < column.texts.length);
  const kept = levels.slice(0, mostLevels).map(({ code }) => code);
  const texts = kept.map((code) => column.texts[code]!);
  const other = kept.length + 1;
  const groupOfCode = new Int32Array(column.texts.length).fill(other);
  kept.forEach((code, at) => (groupOfCode[code] = at + 1));
  return {
    column: column.name,
    type: 'category',
    groups: [
      { kind: 'missing' },
      ...texts.map((text): Group => ({ kind: 'level', text })),
      { kind: 'other', except: texts },
    ],
    groupOf: Int32Array.from(column.codes, (code) => (code === MISSING_CODE ? 0 : (groupOfCode[code] ?? other))),
  };
}

/** Rows, and won rows, of each group among the given rows. */
export function tallyGroups(
  { groups, groupOf }: Grouping,
  outcomes: Uint8Array,
  rows: Int32Array,
): { readonly rows: number; readonly won: number }[] {
  const tallies = groups.map(() => ({ rows: 0, won: 0 }));
  for (const row of rows) {
    const tally = tallies[groupOf[row]!]!;
    tally.rows += 1;
    tally.won += outcomes[row]!;
  }
  return tallies;
}
