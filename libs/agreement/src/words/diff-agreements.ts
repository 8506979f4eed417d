import type { AgreementDocument } from '../schema/agreement-document.ts';
import { phraseOf, type Article, type Fact } from './article.ts';
import { articlesOf } from './articles.ts';

/**
 * What changes from one document to the next, a line for each thing that changes: "Attended a webinar: 8 → 12 points; half-life
 * 30 → 14 days". What stands in lists is matched by its id, so that moving one is not a change of all; an order that changes is
 * said once. Empty if and only if the documents are the same.
 */
export function diffAgreements(before: AgreementDocument, after: AgreementDocument): string[] {
  const old = articlesOf(before);
  const now = articlesOf(after);
  const { renamed, lines } = renamedIds(old, now);
  const oldByKey = new Map(old.map((article) => [article.key, article]));
  const nowByKey = new Map(now.map((article) => [article.key, article]));
  for (const [index, article] of now.entries()) {
    const was = oldByKey.get(article.key);
    if (was !== undefined) lines.push(...changesOf(was, article));
    else if (!renamed.has(article.key)) lines.push(addition(article, now.slice(index + 1), oldByKey));
  }
  for (const article of old) {
    if (!nowByKey.has(article.key) && !renamed.has(article.key)) lines.push(`${article.where}: gone`);
  }
  return [...lines, ...orderChanges(old, now, oldByKey, nowByKey)];
}

function changesOf(was: Article, is: Article): string[] {
  const old = new Map(was.facts.map((fact) => [fact.key, fact]));
  const now = new Map(is.facts.map((fact) => [fact.key, fact]));
  const changes = [
    ...(was.where === is.where ? [] : [`called "${is.where}" from now on`]),
    ...is.facts.flatMap((fact) => {
      const before = old.get(fact.key);
      if (before === undefined) return [`${phraseOf(fact)} (new)`];
      return sameOf(before) === sameOf(fact) ? [] : [change(before, fact)];
    }),
    ...was.facts.filter(({ key }) => !now.has(key)).map((fact) => `${phraseOf(fact)} (gone)`),
  ];
  if (changes.length === 0 && canonical(was.source) !== canonical(is.source)) changes.push('written in another way');
  return changes.length === 0 ? [] : [`${was.where}: ${changes.join('; ')}`];
}

/** "8 → 12 points", or both in full where their units differ. */
function change(was: Fact, is: Fact): string {
  if (phraseOf(was) === phraseOf(is)) return `${phraseOf(is)} (written in another way)`;
  if (was.before !== is.before || singular(was.after) !== singular(is.after)) {
    return was.before === is.before
      ? phraseOf({ ...is, value: `${was.value} ${was.after} → ${is.value}`.replace(/ +/g, ' ') })
      : `${phraseOf(was)} → ${phraseOf(is)}`;
  }
  return phraseOf({ ...is, value: `${was.value} → ${is.value}` });
}

function singular(unit: string): string {
  return unit.replace(/s$/, '');
}

function sameOf(fact: Fact): string {
  return fact.same ?? phraseOf(fact);
}

function addition(article: Article, following: readonly Article[], old: ReadonlyMap<string, Article>): string {
  const said = [place(article, following, old), ...article.facts.map(phraseOf)].join('; ');
  return `${article.where}: ${said}`;
}

/** Where the first match wins, it matters before which a new one stands. */
function place({ list }: Article, following: readonly Article[], old: ReadonlyMap<string, Article>): string {
  if (list === undefined || !list.firstMatch) return 'new';
  const next = following.find((each) => each.list?.key === list.key && old.has(each.key));
  return next === undefined ? 'new, as the last' : `new, before "${next.where}"`;
}

/** What has only another id: not gone, and not new. */
function renamedIds(
  old: readonly Article[],
  now: readonly Article[],
): { renamed: ReadonlySet<string>; lines: string[] } {
  const oldKeys = new Set(old.map(({ key }) => key));
  const nowKeys = new Set(now.map(({ key }) => key));
  const gone = old.filter(({ key, list }) => list !== undefined && !nowKeys.has(key));
  const renamed = new Set<string>();
  const lines = now.flatMap((article) => {
    if (article.list === undefined || oldKeys.has(article.key)) return [];
    const was = gone.find((each) => !renamed.has(each.key) && readsAlike(each, article));
    if (was === undefined) return [];
    renamed.add(was.key).add(article.key);
    return [`${article.where}: id ${lastOf(was.key)} → ${lastOf(article.key)}`];
  });
  return { renamed, lines };
}

function readsAlike(one: Article, other: Article): boolean {
  return (
    one.list?.key === other.list?.key &&
    one.where === other.where &&
    one.facts.map(phraseOf).join(';') === other.facts.map(phraseOf).join(';')
  );
}

function lastOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

function orderChanges(
  old: readonly Article[],
  now: readonly Article[],
  oldByKey: ReadonlyMap<string, Article>,
  nowByKey: ReadonlyMap<string, Article>,
): string[] {
  const lists = new Map(now.flatMap(({ list }) => (list === undefined ? [] : [[list.key, list] as const])));
  return [...lists.values()].flatMap(({ key, where, firstMatch }) => {
    const among = (articles: readonly Article[], others: ReadonlyMap<string, Article>) =>
      articles.filter((each) => each.list?.key === key && others.get(each.key)?.list?.key === key);
    const was = among(old, nowByKey);
    const is = among(now, oldByKey);
    if (was.every((each, index) => each.key === is[index]?.key)) return [];
    const order = (articles: readonly Article[]) => articles.map((each) => `"${each.where}"`).join(', ');
    return [
      `${where}: ${firstMatch ? 'the first that holds decides, and the' : 'the'} order is now ${order(is)}; it was ${order(was)}`,
    ];
  });
}

/** As text, whatever the order of its fields. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`)
    .join(',')}}`;
}
