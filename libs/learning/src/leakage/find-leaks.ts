import type { ColumnType } from '../columns/column-type.ts';
import { groupColumn, tallyGroups, type Grouping } from '../columns/group-column.ts';
import { groupInWords } from '../columns/group.ts';
import { wilsonInterval } from '../segments/wilson.ts';
import { MISSING_CODE, type Column } from '../table/column.ts';
import type { Leak } from './leak.ts';
import { singleColumnAuc } from './single-column-auc.ts';
import { tellingName } from './telling-name.ts';

/** From here on one column alone is too good to have been known beforehand. */
const TOO_GOOD = 0.95;
/** A group is (nearly) always won where even the lower bound of its win rate is this high, and well above the base rate. */
const NEARLY_ALWAYS = 0.9;
const WELL_ABOVE = 1.5;
/** And (nearly) never where the upper bound is below this share of the base rate. */
const NEARLY_NEVER = 0.1;
/** Groups that decide by themselves about this share of the won, or of the lost, cannot have been known beforehand. */
const MUST_BE_AFTERWARDS = { won: 0.3, lost: 0.5 };
/** Fewer filled in rows, all of one outcome, may be so by chance. */
const LEAST_FILLED = 30;

const GROUPED = { support: 10, mostLevels: 200, parts: 20 };

export type Suspect = {
  readonly column: Column;
  /** Null: of no type that a model could use; only its name and whether it is filled in are looked at. */
  readonly type: ColumnType | null;
};

export type LeakSearch = { readonly outcomes: Uint8Array; readonly learned: Int32Array; readonly seed: number };

/** Looks for what is known only after the outcome. At most one finding of each kind for a column, the surest first. */
export function findLeaks(suspects: readonly Suspect[], search: LeakSearch): Leak[] {
  return suspects.flatMap(({ column, type }) => {
    const leaks = [
      byName(column),
      byFilling(column, search),
      ...(type === null ? [] : byContent(column, type, search)),
    ];
    return leaks.filter((leak) => leak !== null).sort((a, b) => Number(b.certain) - Number(a.certain));
  });
}

function byName({ name }: Column): Leak | null {
  const told = tellingName(name);
  return told === null ? null : { column: name, kind: 'name', ...told };
}

function byFilling(column: Column, search: LeakSearch): Leak | null {
  const filling: Grouping = {
    column: column.name,
    type: 'boolean',
    groups: [{ kind: 'missing' }, { kind: 'other', except: [] }],
    groupOf: Int32Array.from(column.codes, (code) => (code === MISSING_CODE ? 0 : 1)),
  };
  const found = decisiveGroups(filling, search);
  if (found.words.length === 0) return null;
  // A fact that is only written down for one outcome is written down afterwards, however seldom that is. That a fact lacks may
  // well go with a lost lead, so that alone must decide much.
  const filled = search.learned.filter((row) => filling.groupOf[row] === 1).length;
  const certain =
    (found.groups.includes(1) && filled >= LEAST_FILLED) ||
    found.won >= MUST_BE_AFTERWARDS.won ||
    found.lost >= MUST_BE_AFTERWARDS.lost;
  const why = `Whether it is filled in follows the outcome: ${found.words.join('; ')}.`;
  return { column: column.name, kind: 'filled', why, certain };
}

function byContent(column: Column, type: ColumnType, search: LeakSearch): Leak[] {
  const grouping = groupColumn(column, type, { ...GROUPED, learned: search.learned });
  const alone = singleColumnAuc(grouping, search.outcomes, search.learned, search.seed);
  if (alone >= TOO_GOOD) {
    const why = `Alone it tells won from lost with an AUC of ${alone.toFixed(3)}, which nothing known beforehand does.`;
    return [{ column: column.name, kind: 'separates', why, certain: true }];
  }
  // What is not filled in was looked at by itself, and a range of a number is no value that somebody sets.
  if (type === 'number' || type === 'date') return [];
  const found = decisiveGroups(grouping, search, 'missing');
  if (found.words.length === 0) return [];
  const certain = found.won >= MUST_BE_AFTERWARDS.won || found.lost >= MUST_BE_AFTERWARDS.lost;
  const shown = found.words.slice(0, 4).join('; ');
  const more = found.words.length > 4 ? `; and ${found.words.length - 4} more` : '';
  const covering = `They hold ${percent(found.won)} of all won and ${percent(found.lost)} of all lost rows.`;
  const why = `Some of its values all but decide the outcome: ${shown}${more}. ${covering}`;
  return [{ column: column.name, kind: 'level', why, certain }];
}

/** Groups that are (nearly) only there for one outcome; and the shares of the won and lost rows that they decide. */
function decisiveGroups(grouping: Grouping, { outcomes, learned }: LeakSearch, except?: 'missing') {
  const tallies = tallyGroups(grouping, outcomes, learned);
  const won = tallies.reduce((sum, tally) => sum + tally.won, 0);
  const lost = learned.length - won;
  const base = won / Math.max(1, learned.length);
  const decided = { won: 0, lost: 0, groups: [] as number[], words: [] as string[] };
  tallies.forEach((tally, index) => {
    const group = grouping.groups[index]!;
    // The pooled rest is no value of its own.
    if (tally.rows === learned.length || group.kind === except || (except !== undefined && group.kind === 'other'))
      return;
    const { lower, upper } = wilsonInterval(tally.won, tally.rows);
    const says = `"${groupInWords(group)}" (${tally.won.toLocaleString('en-US')} of ${tally.rows.toLocaleString('en-US')} won)`;
    if (lower >= NEARLY_ALWAYS && lower >= WELL_ABOVE * base) {
      decided.won += tally.won / Math.max(1, won);
      decided.groups.push(index);
      decided.words.push(says);
    } else if (upper <= NEARLY_NEVER * base) {
      decided.lost += (tally.rows - tally.won) / Math.max(1, lost);
      decided.groups.push(index);
      decided.words.push(says);
    }
  });
  return decided;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
