import { groupColumn, type Grouping } from '../columns/group-column.ts';
import { groupInWords } from '../columns/group.ts';
import type { UsableColumn } from '../encode/encoder.ts';
import { benjaminiHochberg } from './benjamini-hochberg.ts';
import { binomialLowerTail } from './binomial-tail.ts';
import type { Segment, SegmentPart } from './segment.ts';
import { wilsonInterval } from './wilson.ts';

/** Fewer rows, or fewer wins to be expected among them, tell nothing. */
const LEAST_ROWS = 30;
const LEAST_EXPECTED = 5;
/** The expected share of segments that are named by chance. */
const FALSE_DISCOVERIES = 0.05;
/** Seldom: even the upper bound of the win rate is below half of the base rate. */
const SELDOM = 0.5;
const MOST_LEVELS = 60;
const PARTS = 4;

type Tally = {
  readonly parts: readonly (readonly [grouping: number, group: number])[];
  readonly rows: number;
  readonly won: number;
};

export type SegmentSearch = {
  /** How many segments were looked at. */
  readonly tested: number;
  /** Those that seldom convert, the lowest upper bound first. */
  readonly segments: readonly Segment[];
};

/**
 * Looks at every group of every column and at every pair of groups of two columns. A segment is named where even Wilson's upper
 * bound of its win rate lies below half of the base rate, and its binomial p-value against the base rate stands after
 * Benjamini and Hochberg's correction over all that were looked at. A pair of which one part is named already says nothing new and
 * is not named.
 */
export function findSegments(columns: readonly UsableColumn[], outcomes: Uint8Array): SegmentSearch {
  const all = Int32Array.from(outcomes, (_, row) => row);
  const won = outcomes.reduce((sum, outcome) => sum + outcome, 0);
  const base = won / Math.max(1, outcomes.length);
  const support = Math.max(LEAST_ROWS, Math.ceil(LEAST_EXPECTED / Math.max(base, 1e-9)));
  const groupings = columns
    .filter(({ type }) => type !== 'date')
    .map(({ column, type }) =>
      groupColumn(column, type, { learned: all, support, mostLevels: MOST_LEVELS, parts: PARTS }),
    );
  const tallies = talliesOf(groupings, outcomes, support);
  const qValues = benjaminiHochberg(tallies.map((tally) => binomialLowerTail(tally.won, tally.rows, base)));
  const found = tallies.flatMap((tally, at) => {
    const { upper } = wilsonInterval(tally.won, tally.rows);
    const qValue = qValues[at]!;
    return qValue <= FALSE_DISCOVERIES && upper < SELDOM * base ? [{ ...tally, upper, qValue }] : [];
  });
  const keyOf = ([grouping, group]: readonly [number, number]): string => `${grouping}:${group}`;
  const single = new Set(found.flatMap(({ parts }) => (parts.length === 1 ? parts.map(keyOf) : [])));
  const segments = found
    .filter(({ parts }) => parts.length === 1 || !parts.some((part) => single.has(keyOf(part))))
    .map((each) => {
      const parts = each.parts.map(([grouping, group]) => partOf(groupings[grouping]!, group));
      const rate = each.won / each.rows;
      const { rows, won: wins, upper, qValue } = each;
      const told = { parts, rows, won: wins, rate, upper, base, qValue };
      return { ...told, words: inWords(told) };
    })
    .sort((a, b) => a.upper - b.upper || b.rows - a.rows);
  return { tested: tallies.length, segments };
}

function talliesOf(groupings: readonly Grouping[], outcomes: Uint8Array, support: number): Tally[] {
  const tallies: Tally[] = [];
  groupings.forEach((first, a) => {
    const rows = new Int32Array(first.groups.length);
    const won = new Int32Array(first.groups.length);
    first.groupOf.forEach((group, row) => {
      rows[group]! += 1;
      won[group]! += outcomes[row]!;
    });
    first.groups.forEach(({ kind }, group) => {
      // The pooled rest is no segment that a rule could name; and all rows are none either.
      if (kind === 'other' || rows[group]! < support || rows[group] === outcomes.length) return;
      tallies.push({ parts: [[a, group]], rows: rows[group]!, won: won[group]! });
    });
    for (let b = a + 1; b < groupings.length; b += 1) tallies.push(...pairsOf(groupings, a, b, outcomes, support));
  });
  return tallies;
}

function pairsOf(groupings: readonly Grouping[], a: number, b: number, outcomes: Uint8Array, support: number): Tally[] {
  const first = groupings[a]!;
  const second = groupings[b]!;
  const width = second.groups.length;
  const rows = new Int32Array(first.groups.length * width);
  const won = new Int32Array(rows.length);
  for (let row = 0; row < outcomes.length; row += 1) {
    const cell = first.groupOf[row]! * width + second.groupOf[row]!;
    rows[cell]! += 1;
    won[cell]! += outcomes[row]!;
  }
  const tallies: Tally[] = [];
  rows.forEach((count, cell) => {
    if (count < support) return;
    const [left, right] = [Math.floor(cell / width), cell % width];
    if (first.groups[left]!.kind === 'other' || second.groups[right]!.kind === 'other') return;
    const parts = [[a, left] as const, [b, right] as const];
    tallies.push({ parts, rows: count, won: won[cell]! });
  });
  return tallies;
}

function partOf({ column, type, groups }: Grouping, group: number): SegmentPart {
  return { column, label: groupInWords(groups[group]!, type === 'date') };
}

function inWords({ parts, rows, won, upper, base }: Omit<Segment, 'words'>): string {
  const who = parts.map(({ column, label }) => `${column} "${label}"`).join(' and ');
  const count = won === 0 ? 'none' : won.toLocaleString('en-US');
  return (
    `Of ${rows.toLocaleString('en-US')} leads with ${who}, ${count} bought (${percent(won / rows)}); ` +
    `at best ${percent(upper)} will, where ${percent(base)} of all do.`
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
