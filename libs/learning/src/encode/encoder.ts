import type { ColumnType } from '../columns/column-type.ts';
import { groupColumn, type Grouping } from '../columns/group-column.ts';
import { groupInWords } from '../columns/group.ts';
import { levelSupport } from '../columns/infer-type.ts';
import type { Column } from '../table/column.ts';
import { DesignBuilder, type Design } from './design.ts';
import { measureOf, type Measure } from './measure.ts';

export type UsableColumn = { readonly column: Column; readonly type: ColumnType };

export type Feature = { readonly column: string; readonly input: string };

export type Encoded = {
  readonly design: Design;
  readonly features: readonly Feature[];
  readonly groupings: readonly Grouping[];
};

/** All levels together stay so few that a step of the fit stays cheap. */
const MOST_FEATURES = 500;
const MOST_LEVELS = 50;
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
    support: levelSupport(learned.length),
    mostLevels: Math.max(5, Math.min(MOST_LEVELS, Math.floor(MOST_FEATURES / Math.max(1, categories)))),
    parts: PARTS,
  };
  const parts = columns.map(({ column, type }) => ({
    measure: type === 'number' || type === 'date' ? measureOf(column.values, learned) : null,
    grouping: groupColumn(column, type, options),
  }));
  return {
    design: designOf(parts, columns[0]?.column.codes.length ?? 0),
    features: parts.flatMap(({ measure, grouping }) => [
      ...(measure === null ? [] : [{ column: grouping.column, input: measure.words }]),
      ...groupFeatures(grouping),
    ]),
    groupings: parts.map(({ grouping }) => grouping),
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
      groupings.map((grouping) => ({ measure: null, grouping })),
      rows,
    ),
    starts,
  };
}

function groupFeatures({ column, type, groups }: Grouping): Feature[] {
  return groups.map((group) => ({ column, input: groupInWords(group, type === 'date') }));
}

function designOf(
  parts: readonly { readonly measure: Measure | null; readonly grouping: Grouping }[],
  rows: number,
): Design {
  const width = parts.reduce(
    (sum, { measure, grouping }) => sum + (measure === null ? 0 : 1) + grouping.groups.length,
    0,
  );
  const builder = new DesignBuilder(width);
  for (let row = 0; row < rows; row += 1) {
    let index = 0;
    for (const { measure, grouping } of parts) {
      if (measure !== null) builder.put(index++, measure.standardised[row]!);
      builder.put(index + grouping.groupOf[row]!, 1);
      index += grouping.groups.length;
    }
    builder.endRow();
  }
  return builder.finish();
}
