import type { AgreementDocument } from '../schema/agreement-document.ts';
import { numberInWords } from './points-in-words.ts';

/** A value with the words for where it stands. */
type Leaf = { where: string; what: string; value: string };

/**
 * What changes from one document to the next, in words: "Attended a webinar: points 8 → 12; decay half-life in days 30 → 14".
 * Entries of lists are matched by their id, so that moving one is not a change of all; a changed order is said once.
 */
export function diffAgreements(before: AgreementDocument, after: AgreementDocument): string[] {
  const old = leavesOf(before);
  const now = leavesOf(after);
  const changes = new Map<string, string[]>();
  const note = (where: string, text: string) => changes.set(where, [...(changes.get(where) ?? []), text]);

  for (const [key, leaf] of now) {
    const was = old.get(key);
    if (was === undefined) note(leaf.where, `${leaf.what} ${leaf.value} (new)`);
    else if (was.value !== leaf.value) note(leaf.where, `${leaf.what} ${was.value} → ${leaf.value}`);
  }
  for (const [key, leaf] of old) if (!now.has(key)) note(leaf.where, `${leaf.what} ${leaf.value} (gone)`);
  return [...changes].map(([where, texts]) => `${where}: ${texts.join('; ')}`);
}

function leavesOf(document: AgreementDocument): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  collect(document, [], 'Agreement', [], leaves);
  return leaves;
}

/** `where` is the label of the nearest labelled thing, `names` the path from there. */
function collect(value: unknown, path: string[], where: string, names: string[], leaves: Map<string, Leaf>): void {
  if (value === undefined) return;
  if (Array.isArray(value)) {
    const ids = value.map(idOf);
    if (ids.every((id) => id !== undefined) && ids.length > 0) {
      leaves.set([...path, 'order'].join('/'), {
        where,
        what: [...names, 'order'].map(nameInWords).join(' '),
        value: ids.join(', '),
      });
      value.forEach((each, index) => collect(each, [...path, String(ids[index])], labelOf(each) ?? where, [], leaves));
      return;
    }
    if (value.every((each) => typeof each !== 'object' || each === null)) {
      leaves.set(path.join('/'), {
        where,
        what: names.map(nameInWords).join(' '),
        value: `[${value.map(valueInWords).join(', ')}]`,
      });
      return;
    }
    value.forEach((each, index) =>
      collect(each, [...path, String(index)], where, [...names, String(index + 1)], leaves),
    );
    return;
  }
  if (typeof value === 'object' && value !== null) {
    for (const [name, each] of Object.entries(value)) {
      const top = path.length === 0 && typeof each === 'object' && each !== null;
      collect(each, [...path, name], top ? capital(nameInWords(name)) : where, top ? [] : [...names, name], leaves);
    }
    return;
  }
  leaves.set(path.join('/'), { where, what: names.map(nameInWords).join(' '), value: valueInWords(value) });
}

function idOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, code } = value as { id?: unknown; code?: unknown };
  return typeof id === 'string' ? id : typeof code === 'string' ? code : undefined;
}

function labelOf(value: unknown): string | undefined {
  const { label, term } = value as { label?: unknown; term?: unknown };
  return typeof label === 'string' ? label : typeof term === 'string' ? term : idOf(value);
}

/** `halfLifeDays` is "half life days". */
function nameInWords(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function valueInWords(value: unknown): string {
  return typeof value === 'number' ? numberInWords(value) : value === null ? 'none' : String(value);
}
