import type { z } from 'zod';
import { didYouMean } from '../schema/nearest.ts';
import { knownKeys, knownValues } from './agreement-json-schema.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** A problem of one field; `key` is set where the name of a field, and not its value, is wrong. */
export type FieldProblem = { path: Path; message: string; key?: string };

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a block of fields',
  record: 'a block of fields',
};

/**
 * What is wrong, in words that need no knowledge of programs. Unknown keys are named one by one, and of several alternatives the one
 * that the author most likely meant is shown. `document` is what was read.
 */
export function issueInWords(issue: Issue, document: unknown, parent: Path = []): FieldProblem[] {
  const path = [...parent, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], key, message: unknownKey(key, path, document) }));
    case 'invalid_union': {
      const meant = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0];
      if (meant !== undefined) return meant.flatMap((each) => issueInWords(each, document, path));
      const given = valueAt(document, path);
      if (given === undefined) return [{ path, message: missingField(path) }];
      return [{ path, message: notAmong(knownValues(path), given) }];
    }
    case 'invalid_key':
    case 'invalid_element':
      return issue.issues.flatMap((each) => issueInWords(each, document, path));
    default:
      return [{ path, message: simple(issue, valueAt(document, path), path) }];
  }
}

function simple(issue: Issue, given: unknown, path: Path): string {
  switch (issue.code) {
    case 'invalid_type':
      if (given === undefined) return missingField(path);
      return `must be ${KINDS[issue.expected] ?? issue.expected}, and is ${shown(given)}`;
    case 'invalid_value':
      return given === undefined ? missingField(path) : notAmong(issue.values.map(String), given);
    case 'too_small': {
      const least = String(issue.minimum);
      if (issue.origin === 'string') return 'must not be empty';
      if (issue.origin === 'array')
        return least === '1' ? 'needs at least one entry' : `needs at least ${least} entries`;
      return issue.inclusive === false ? `must be above ${least}` : `must be at least ${least}`;
    }
    case 'too_big': {
      const most = String(issue.maximum);
      if (issue.origin === 'string') return `must not be longer than ${most} letters`;
      if (issue.origin === 'array') return `must not have more than ${most} entries`;
      return issue.inclusive === false ? `must be below ${most}` : `must be at most ${most}`;
    }
    default:
      return issue.message;
  }
}

function notAmong(choices: readonly string[], given: unknown): string {
  const wanted = choices.length === 1 ? `can only be ${choices[0]}` : `must be one of ${choices.join(', ')}`;
  return `${wanted}, and is ${shown(given)}${typeof given === 'string' ? didYouMean(given, choices) : ''}`;
}

function unknownKey(key: string, path: Path, document: unknown): string {
  if (/\s/.test(key) && valueAt(document, [...path, key]) === null) {
    return `"${key.slice(0, 100)}" is no field: a text with a comma in it stands in quotes`;
  }
  if (key === '<<')
    return 'merge keys (<<) are not understood here: repeat the fields, or use an alias for a whole block';
  return `unknown key "${key.slice(0, 100)}"${didYouMean(key, knownKeys(path))}`;
}

function missingField(path: Path): string {
  const name = path.at(-1);
  return name === undefined || typeof name === 'number' ? 'is missing' : `the field "${String(name)}" is missing`;
}

function shown(given: unknown): string {
  if (given === null) return 'empty';
  if (Array.isArray(given)) return 'a list';
  if (typeof given === 'object') return 'a block of fields';
  if (typeof given === 'string') return given === '' ? 'an empty text' : `the text "${given.slice(0, 60)}"`;
  return String(given);
}

function valueAt(document: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as Record<PropertyKey, unknown>)[name]
        : undefined,
    document,
  );
}

function depth(issues: readonly Issue[]): number {
  return Math.max(
    0,
    ...issues.map((issue) =>
      issue.code === 'invalid_union' && issue.errors.length > 0
        ? issue.path.length + Math.max(...issue.errors.map(depth))
        : issue.path.length,
    ),
  );
}
