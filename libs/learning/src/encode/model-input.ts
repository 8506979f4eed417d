import type { ColumnType } from '../columns/column-type.ts';
import { readTruth } from '../columns/truth.ts';
import type { Group } from '../columns/group.ts';
import { BEYOND_LENGTH } from '../table/column.ts';
import { readCell } from '../table/read-cell.ts';
import { measured, type Measure } from './measure.ts';
import { partOf } from './quantile-cuts.ts';

/** How a column goes into a model: plain data, kept with it. Its indicators follow its measure, if it has one. */
export type ModelInput = {
  readonly column: string;
  readonly type: ColumnType;
  readonly measure: Measure | null;
  /** `missing` first; of a category `other` last. */
  readonly groups: readonly Group[];
};

/** How many coefficients belong to it. */
export function widthOf({ measure, groups }: ModelInput): number {
  return (measure === null ? 0 : 1) + groups.length;
}

/**
 * What a cell adds to the log odds, its input's coefficients beginning at `start`: the same that it adds to a row which the model
 * is learned from. A date with slashes says nothing by itself, since a column shows which of day and month comes first.
 */
export function worthOf(input: ModelInput, text: string, coefficients: readonly number[], start: number): number {
  const { kind, value: read } = readCell(text);
  const value = kind === 'slashDate' ? Number.NaN : read;
  const group =
    coefficients[start + widthOf(input) - input.groups.length + groupOf(input, text, kind === 'missing', value)]!;
  return input.measure === null ? group : coefficients[start]! * measured(input.measure, value) + group;
}

function groupOf({ type, groups }: ModelInput, text: string, isMissing: boolean, value: number): number {
  switch (type) {
    case 'number':
    case 'date': {
      const cuts = groups.flatMap((group) => (group.kind === 'range' && group.from !== null ? [group.from] : []));
      return Number.isNaN(value) ? 0 : 1 + partOf(value, cuts);
    }
    case 'boolean': {
      const truth = isMissing ? null : readTruth(text.trim());
      return truth === null ? 0 : truth ? 2 : 1;
    }
    case 'category': {
      if (isMissing) return 0;
      const said = text.length > BEYOND_LENGTH ? null : text.trim().toLowerCase();
      const level = groups.findIndex((group) => group.kind === 'level' && group.text.toLowerCase() === said);
      return level === -1 ? groups.length - 1 : level;
    }
  }
}
