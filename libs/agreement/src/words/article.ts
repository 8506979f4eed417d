import type { Decay, OccurrenceCap } from '../schema/engagement.ts';
import type { Condition } from '../schema/condition.ts';
import { conditionInWords } from './condition-in-words.ts';
import { daysInWords, minutesInWords, numberInWords, percentInWords, timesInWords } from './points-in-words.ts';

/** One thing that is agreed: "half-life", "30", "days". Read aloud it is all three, changed it is "half-life 30 → 14 days". */
export type Fact = {
  /** Tells it from the other facts of its article. */
  key: string;
  before: string;
  value: string;
  after: string;
  /** What decides whether it changed, where that is not its words: what a label stands for. */
  same?: string;
};

/** What is agreed about one thing: "Attended a webinar: 6 points; once per asset; half-life 45 days." */
export type Article = {
  /** Tells it from all other articles, also across versions. */
  key: string;
  section: string;
  /** What it is about, in words. */
  where: string;
  facts: Fact[];
  /** The part of the document that it covers. */
  source: unknown;
  /** The list that it stands in. `firstMatch`: the order decides. */
  list?: { key: string; where: string; firstMatch: boolean };
};

export type Labels = ReadonlyMap<string, string>;

export function labelsOf(list: readonly { id: string; label: string }[]): Labels {
  return new Map(list.map(({ id, label }) => [id, label]));
}

export function text(key: string, before: string, value: string, after = ''): Fact {
  return { key, before, value, after };
}

/** Names what an id refers to; it changes when the id does. */
export function reference(key: string, before: string, ids: string | readonly string[], labels: Labels): Fact {
  const list = typeof ids === 'string' ? [ids] : ids;
  const words = list.map((id) => `"${labels.get(id) ?? id}"`).join(', ');
  return { key, before, value: words === '' ? 'nothing' : words, after: '', same: JSON.stringify(ids) };
}

/** Words of a list, in its order; `none` where it is empty. */
export function names(key: string, before: string, list: readonly (string | number)[], none = 'nothing'): Fact {
  return { key, before, value: list.length === 0 ? none : list.join(', '), after: '', same: JSON.stringify(list) };
}

export function number(key: string, before: string, value: number, after = ''): Fact {
  return { key, before, value: numberInWords(value), after };
}

export function points(key: string, before: string, value: number): Fact {
  return { key, before, value: numberInWords(value), after: Math.abs(value) === 1 ? 'point' : 'points' };
}

export function days(key: string, before: string, value: number): Fact {
  return split(key, before, daysInWords(value));
}

export function minutes(key: string, before: string, value: number): Fact {
  return split(key, before, minutesInWords(value));
}

export function percent(key: string, before: string, share: number, after = ''): Fact {
  return { key, before, value: percentInWords(share), after };
}

export function condition(key: string, before: string, given: Condition): Fact {
  return { key, before, value: conditionInWords(given), after: '', same: JSON.stringify(given) };
}

function split(key: string, before: string, words: string): Fact {
  const [value = '', after = ''] = words.split(' ');
  return { key, before, value, after };
}

export function eventFact(event: string | readonly string[]): Fact {
  const types = typeof event === 'string' ? [event] : event;
  return { ...names('event', 'for', types), value: types.join(' or '), same: JSON.stringify(event) };
}

/** "half-life 30 days", or "20 % less every 7 days". `group`: whose it is, where the rule has none of its own; it changes with the group. */
export function decayFact(decay: Decay, group?: string): Fact {
  const same = group === undefined ? JSON.stringify(decay) : `of ${group}`;
  if ('halfLifeDays' in decay) return { ...days('decay', 'half-life', decay.halfLifeDays), same };
  const { percent: share, everyDays } = decay.linear;
  return {
    key: 'decay',
    before: '',
    value: `${numberInWords(share)} % less every ${daysInWords(everyDays)}`,
    after: '',
    same,
  };
}

export function capsFact(caps: OccurrenceCap | OccurrenceCap[]): Fact {
  const words = (Array.isArray(caps) ? caps : [caps]).map(
    ({ max, per }) => `${timesInWords(max)} ${per === 'ever' ? 'ever' : `a ${per}`}`,
  );
  return { key: 'occurrences', before: 'counts', value: words.join(' and '), after: '', same: JSON.stringify(caps) };
}

/** What is there of what may be left out. */
export function given<T>(value: T | undefined, facts: (value: T) => Fact | Fact[]): Fact[] {
  return value === undefined ? [] : [facts(value)].flat();
}

/** The fact as it is read. */
export function phraseOf({ before, value, after }: Fact): string {
  return [before, value, after].filter((part) => part !== '').join(' ');
}
