import type { ScorableEvent } from '@smarketing/agreement';
import type { JsonValue } from '@smarketing/contracts';
import { readCell } from '@smarketing/learning';
import { instantOf } from '../evidence-of.ts';
import { withRobotsMarked } from '../mail-robots.ts';

/** What a model reads of a lead, as text by column: fields of the profile by their names, behaviour by names with a space. */
export type Features = Readonly<Record<string, string>>;

const DAY_MS = 86_400_000;
const MOST_FIELDS = 60;
const LONGEST = 100;
/** Beyond so many kinds of events the rarest are not counted apart. */
const MOST_TYPES = 60;
const FIELD = /^[A-Za-z]\w{0,59}$/;
/** Who somebody is says nothing of what people like them do, and is nothing to keep. Words by underscores, without capitals. */
const PERSONAL = new RegExp(
  `^(${[
    ...['.*e_?mail(_?address)?', '.*phone(_?number)?', '(.*_)?mobile(_?(phone|number))?', 'fax(_?number)?'],
    ...['name', '(first|last|full|middle|given|family|sur|user|company|contact)_?name'],
    ...['company(_?domain)?', '(.*_)?address', 'street', 'zip(_?code)?', 'post(al)?_?code'],
    ...['(.*_)?url', 'avatar', 'linkedin', '(.*_)?(uu)?id'],
  ].join('|')})$`,
);

/** Whether a column is a field of the profile, which a rule of an agreement's fit may read. */
export function isField(column: string): boolean {
  return FIELD.test(column);
}

/**
 * A lead as it was known at an instant, epoch ms: who they were by then, and what of their evidence had both occurred and been
 * received. Machine signals count as nothing. Nothing that came later changes it.
 */
export function featuresOf(
  fields: Readonly<Record<string, JsonValue>>,
  evidence: readonly ScorableEvent[],
  atMs: number,
): Features {
  return { ...profileFeatures(fields, atMs), ...behaviourFeatures(evidence, atMs) };
}

function profileFeatures(fields: Readonly<Record<string, JsonValue>>, atMs: number): Features {
  const told = Object.entries(fields).flatMap(([name, value]): [string, string][] => {
    if (!FIELD.test(name) || isPersonal(name) || value === null || typeof value === 'object') return [];
    const text = textOf(String(value), atMs);
    return text === null ? [] : [[name, text]];
  });
  return Object.fromEntries(told.toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, MOST_FIELDS));
}

/** However it is written: `firstName`, `first_name`, `FIRSTNAME`. */
function isPersonal(name: string): boolean {
  return PERSONAL.test(name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase());
}

/** A date never comes again, so its age in days stands for it. An address of somebody may stand in any field. */
function textOf(text: string, atMs: number): string | null {
  if (text.length > LONGEST || text.includes('@')) return null;
  const { kind, value } = readCell(text);
  switch (kind) {
    case 'missing':
    case 'slashDate':
      return null;
    case 'date':
      return String(Math.round((atMs - value) / DAY_MS));
    case 'number':
    case 'text':
      return text.trim();
  }
}

function behaviourFeatures(evidence: readonly ScorableEvent[], atMs: number): Features {
  const then = evidence.filter((event) => event.receivedAt <= atMs && instantOf(event) <= atMs);
  const known = withRobotsMarked(then).filter(({ machine }) => machine !== true);
  if (known.length === 0) return { 'events so far': '0' };
  const times = new Map<string, number>();
  for (const { type } of known) times.set(type, (times.get(type) ?? 0) + 1);
  const counts = [...times]
    .toSorted(([a, many], [b, others]) => others - many || (a < b ? -1 : 1))
    .slice(0, MOST_TYPES)
    .map(([type, count]) => [`times ${type.slice(0, LONGEST)}`, String(count)]);
  const sorted = known.toSorted((a, b) => instantOf(a) - instantOf(b) || (a.id < b.id ? -1 : 1));
  const days = (event: ScorableEvent | undefined) => ((atMs - instantOf(event!)) / DAY_MS).toFixed(2);
  const assets = new Set(known.flatMap(({ asset }) => (asset === undefined ? [] : [asset.id])));
  const campaigned = sorted.findLast(({ campaign }) => campaign !== undefined)?.campaign;
  return {
    ...Object.fromEntries(counts),
    'events so far': String(known.length),
    'pieces of content': String(assets.size),
    'days since the first event': days(sorted[0]),
    'days since the last event': days(sorted.at(-1)),
    ...named('first source', sorted[0]?.campaign?.['source'] ?? sorted[0]?.source),
    ...named('last medium', campaigned?.['medium']),
    ...named('last campaign', campaigned?.['name']),
  };
}

function named(column: string, value: JsonValue | undefined): Features {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST ? { [column]: value } : {};
}
