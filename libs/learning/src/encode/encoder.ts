import type { ColumnType } from '../columns/column-type.ts';
import { groupColumn, type Grouping } from '../columns/group-column.ts';
import { groupInWords } from '../columns/group.ts';
import type { Column } from '../table/column.ts';
import { DesignBuilder, type Design } from './design.ts';
import { measureOf, measured } from './measure.ts';
import { widthOf, type ModelInput } from './model-input.ts';

export type UsableColumn = { readonly column: Column; readonly type: ColumnType };

export type Feature = { readonly column: string; readonly input: string };

export type Encoded = {
  readonly design: Design;
  readonly features: readonly Feature[];
  /** One per column: all that a row of its own needs to be encoded in the same way. */
  readonly inputs: readonly ModelInput[];
};

/** All levels together stay so few that a step of the fit stays cheap. */
const MOST_FEATURES = 500;
const MOST_LEVELS = 150;
/** The penalty shrinks what few rows tell; grouping more of them had cost AUC on public data. */
const LEAST_ROWS = 5;
const PARTS = 5;

/**
 * The inputs of the model for every row, where all that is measured (levels, quantiles, means, spreads) comes from the rows to learn
 * from. A number goes in as a standardised measure and as indicators of its quintiles, which lets the curve bend; everything
 * else as an indicator per level. What is missing has an indicator of its own and counts as the mean.
 */
export function encode(columns: readonly UsableColumn[], learned: Int32Array): Encoded {
  const categories = columns.filter(({ type }) => type === 'category').length;
  const options = {
    learned,
    support: LEAST_ROWS,
    mostLevels: Math.max(5, Math.min(MOST_LEVELS, Math.floor(MOST_FEATURES / Math.max(1, categories)))),
    parts: PARTS,
  };
  const parts = columns.map(({ column, type }): Part => {
    const { groups, groupOf } = groupColumn(column, type, options);
    const measure = type === 'number' || type === 'date' ? measureOf(column.values, learned) : null;
    return { input: { column: column.name, type, measure, groups }, groupOf, values: column.values };
  });
  return {
    design: designOf(parts, columns[0]?.column.codes.length ?? 0),
    features: parts.flatMap(({ input: { column, type, measure, groups } }) => [
      ...(measure === null ? [] : [{ column, input: measure.isLog ? 'its logarithm' : 'its value' }]),
      ...groups.map((group) => ({ column, input: groupInWords(group, type === 'date') })),
    ]),
    inputs: parts.map(({ input }) => input),
  };
}

/** Indicators alone: the inputs of a scorecard. */
export function encodeGroups(
  groupings: readonly Grouping[],
  rows: number,
): { readonly design: Design; readonly starts: readonly number[] } {
  let start = 0;
  const starts = groupings.map(({ groups }) => (start += groups.length) - groups.length);
  return {
    design: designOf(
      groupings.map(({ groupOf, ...input }) => ({ input: { ...input, measure: null }, groupOf, values: NO_VALUES })),
      rows,
    ),
    starts,
  };
}

type Part = {
  readonly input: ModelInput;
  /** For every row, as are the values, where there is a measure. */
  readonly groupOf: Int32Array;
  readonly values: Float64Array;
};

const NO_VALUES = new Float64Array(0);

function designOf(parts: readonly Part[], rows: number): Design {
  const width = parts.reduce((sum, { input }) => sum + widthOf(input), 0);
  const builder = new DesignBuilder(width);
  for (let row = 0; row < rows; row += 1) {
    let index = 0;
    for (const { input, groupOf, values } of parts) {
      if (input.measure !== null) builder.put(index++, measured(input.measure, values[row]!));
      builder.put(index + groupOf[row]!, 1);
      index += input.groups.length;
    }
    builder.endRow();
  }
  return builder.finish();
}
