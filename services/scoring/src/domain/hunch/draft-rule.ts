import { conditionInWords, parseAgreement, type AgreementDocument, type Condition } from '@smarketing/agreement';
import type { JsonValue } from '@smarketing/contracts';
import type { Comparison, Segment } from './hunch-counter.ts';
import { eventTypesOf, type Deed, type Hunch } from './hunch.ts';

export type DraftKind = 'points' | 'exclusion';

/** A piece to add at the end of a list of the document. */
export type DraftRule = {
  /** The list: `["fit", "dimensions"]`. */
  readonly section: readonly string[];
  readonly value: JsonValue;
  /** Null for an exclusion. */
  readonly points: number | null;
  /** What the document would say against itself with it; nothing where it is valid. */
  readonly problems: readonly string[];
};

/** A rule, or why there is none. */
export type Draft = { readonly rule: DraftRule } | { readonly rule: null; readonly because: string };

/** Twice the odds are worth so much of what fit, or engagement, can be at most; nothing alone is worth more than half. */
const SHARE_PER_DOUBLING = 0.1;
const MOST_SHARE = 0.5;
const HALF_LIFE_DAYS = 30;
const LONGEST_LABEL = 200;

/** The hunch as a rule of the document, for people to judge: what it is worth follows from how much better or worse those for whom it holds did. */
export function draftRule(hunch: Hunch, found: Comparison, kind: DraftKind, document: AgreementDocument): Draft {
  const { who, did } = hunch;
  if (who !== undefined && did !== undefined) {
    return none('A rule is about who somebody is or about what they did: ask for each by itself to get its rule.');
  }
  if (kind === 'exclusion') {
    if (who === undefined) return none('An exclusion is about who somebody is, not about what they did.');
    const value = {
      id: idFor('exclude', [...fieldsOf(who)], document),
      label: labelOf(who),
      when: who,
      goesTo: 'nobody: taken out on a hunch',
    };
    return checked(['exclusions'], value, null, document);
  }
  if (found.matching.winRate === null || found.rest.winRate === null) {
    return none(
      'Of those for whom it holds, or of the others, no attempt to sell has ended yet: nothing says what it is worth.',
    );
  }
  const cap = who === undefined ? document.engagement.cap : document.fit.cap;
  const points = pointsFor(found, cap);
  if (points === 0) return none('They do as well as all others: it is worth no points.');
  if (who !== undefined) return checked(['fit', 'dimensions'], dimensionFor(who, points, document), points, document);
  return checked(['engagement', 'groups'], groupFor(did!, points, document), points, document);
}

/**
 * The log of the ratio of the odds of being won, with half a lead added to each count so that none is nothing (Haldane 1956; Anscombe 1956), in whole
 * points.
 */
export function pointsFor({ matching, rest }: Pick<Comparison, 'matching' | 'rest'>, cap: number): number {
  const doublings = Math.log2(oddsOf(matching) / oddsOf(rest));
  const most = Math.floor(cap * MOST_SHARE);
  const points = Math.round(doublings * cap * SHARE_PER_DOUBLING);
  return Math.max(-most, Math.min(most, points)) + 0;
}

function oddsOf({ won, lost }: Segment): number {
  return (won + 0.5) / (lost + 0.5);
}

function dimensionFor(when: Condition, points: number, document: AgreementDocument) {
  const fields = [...fieldsOf(when)];
  const label = labelOf(when);
  return {
    ...{ id: idFor('hunch', fields, document), label, fields, countsAsKnown: false },
    rules: [{ id: idFor('hunch-rule', fields, document), label, when, points }],
  };
}

function groupFor(did: Deed, points: number, document: AgreementDocument) {
  const types = eventTypesOf(did);
  const { event, when, within } = did;
  const label = cut(`Did ${types.join(' or ')}${when === undefined ? '' : ` where ${conditionInWords(when)}`}`);
  const rule = {
    ...{ id: idFor('hunch-rule', types, document), label, event: event as JsonValue },
    ...(when === undefined ? {} : { when }),
    points,
    ...(within === undefined ? {} : { within }),
  };
  return {
    ...{ id: idFor('hunch', types, document), label, cap: Math.abs(points), decay: { halfLifeDays: HALF_LIFE_DAYS } },
    rules: [rule],
  };
}

function checked(
  section: readonly [keyof AgreementDocument, string?],
  value: object,
  points: number | null,
  document: AgreementDocument,
): Draft {
  const [first, second] = section;
  const list = (
    second === undefined ? document[first] : (document[first] as Record<string, unknown>)[second]
  ) as unknown[];
  const grown = [...list, value];
  const merged = {
    ...document,
    [first]: second === undefined ? grown : { ...(document[first] as object), [second]: grown },
  };
  const parsed = parseAgreement(JSON.stringify(merged));
  const problems = 'document' in parsed ? [] : parsed.problems.map(({ path, message }) => `${path}: ${message}`);
  return { rule: { section: section as readonly string[], value: value as JsonValue, points, problems } };
}

const none = (because: string): Draft => ({ rule: null, because });
const labelOf = (when: Condition): string => cut(conditionInWords(when));
const cut = (text: string): string => (text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1)}…` : text);

function fieldsOf(when: Condition): Set<string> {
  if ('all' in when) return new Set(when.all.flatMap((each) => [...fieldsOf(each)]));
  if ('any' in when) return new Set(when.any.flatMap((each) => [...fieldsOf(each)]));
  return 'not' in when ? fieldsOf(when.not) : new Set([when.field]);
}

/** Of small letters and hyphens, and in the document nowhere yet. */
function idFor(kind: string, names: readonly string[], document: AgreementDocument): string {
  const slug = names
    .join('-')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  const wanted = `${kind}-${slug}`.slice(0, 56).replace(/-+$/, '');
  const text = JSON.stringify(document);
  let id = wanted;
  for (let n = 2; text.includes(`"${id}"`); n++) id = `${wanted}-${n}`;
  return id;
}
