import type { Condition } from '@smarketing/agreement';
import type { Group } from '../columns/group.ts';
import type { Scorecard, ScorecardColumn, ScorecardLine } from '../scorecard/scorecard.ts';
import { profileFields, withCountryCodes } from './profile-field.ts';

export type LearnedRule = {
  readonly id: string;
  readonly label: string;
  readonly points: number;
  readonly when: Condition;
  /** Learned rows that it holds for, and the won ones among them. */
  readonly rows: number;
  readonly won: number;
  /** Of each of its groups. */
  readonly logOdds: readonly number[];
};

export type LearnedDimension = {
  readonly id: string;
  readonly column: string;
  readonly field: string;
  readonly rules: readonly LearnedRule[];
};

export type FitRules = {
  readonly dimensions: readonly LearnedDimension[];
  /** What is worth points by not being filled in: rules of a dimension that is known as soon as any field is. */
  readonly missing: readonly LearnedRule[];
};

const LONGEST_ID = 48;
const LONGEST_LABEL = 200;

/** The scorecard as rules on the fields of a profile. Groups of a column with the same points become one rule. */
export function fitRules({ columns }: Scorecard, areFields: boolean): FitRules {
  const names = columns.map(({ column }) => column);
  const fields = areFields ? new Map(names.map((name) => [name, name])) : profileFields(names);
  const ids = new Set<string>();
  const missing: LearnedRule[] = [];
  const dimensions = columns.map((column): LearnedDimension => {
    const field = fields.get(column.column)!;
    const id = idOf(column.column, ids);
    const worth = column.lines.filter(({ points }) => points > 0);
    const unknown = worth.find(({ group }) => group.kind === 'missing');
    if (unknown !== undefined) missing.push(ruleOf(`${id}-missing`, column, field, [unknown]));
    const lines = worth.filter((line) => line !== unknown).sort((a, b) => b.points - a.points);
    const rules = together(lines).map((same, at) => ruleOf(`${id}-${at + 1}`, column, field, same));
    return { id, column: column.column, field, rules };
  });
  return { dimensions, missing };
}

/** Levels of the same points side by side; every other line stands alone. */
function together(lines: readonly ScorecardLine[]): ScorecardLine[][] {
  const groups: ScorecardLine[][] = [];
  for (const line of lines) {
    const same = groups.find(
      ([first]) => first!.points === line.points && first!.group.kind === 'level' && line.group.kind === 'level',
    );
    if (same === undefined) groups.push([line]);
    else same.push(line);
  }
  return groups;
}

function ruleOf(id: string, { column }: ScorecardColumn, field: string, lines: readonly ScorecardLine[]): LearnedRule {
  const said = `${column}: ${lines.map(({ label }) => label).join(', ')}`;
  return {
    id,
    label: said.length > LONGEST_LABEL ? `${said.slice(0, LONGEST_LABEL - 1)}…` : said,
    points: lines[0]!.points,
    when: conditionOf(
      field,
      lines.map(({ group }) => group),
    ),
    rows: lines.reduce((sum, { rows }) => sum + rows, 0),
    won: lines.reduce((sum, { won }) => sum + won, 0),
    logOdds: lines.map(({ logOdds }) => logOdds),
  };
}

function conditionOf(field: string, groups: readonly Group[]): Condition {
  const [group] = groups;
  switch (group!.kind) {
    case 'missing':
      return { field, op: 'missing' };
    case 'level': {
      const texts = groups.flatMap((each) => (each.kind === 'level' ? [each.text] : []));
      return { field, op: 'in', value: valuesOf(field, texts) };
    }
    case 'other':
      return group!.except.length === 0
        ? { field, op: 'exists' }
        : { field, op: 'notIn', value: valuesOf(field, group!.except) };
    case 'truth':
      return { field, op: 'in', value: [group!.value, ...group!.texts] };
    case 'range': {
      const { from, to } = group!;
      if (from === null) return to === null ? { field, op: 'exists' } : { field, op: 'lt', value: to };
      if (to === null) return { field, op: 'gte', value: from };
      return {
        all: [
          { field, op: 'gte', value: from },
          { field, op: 'lt', value: to },
        ],
      };
    }
  }
}

function valuesOf(field: string, texts: readonly string[]): string[] {
  return field === 'country' ? withCountryCodes(texts) : [...texts];
}

/** An id of the agreement, never given twice. */
function idOf(column: string, taken: Set<string>): string {
  const slug = column
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, LONGEST_ID);
  const wanted = /^[a-z]/.test(slug) ? slug : `column-${slug}`.replace(/-$/, '');
  let id = wanted;
  for (let n = 2; taken.has(id); n += 1) id = `${wanted}-again-${n}`;
  taken.add(id);
  return id;
}
