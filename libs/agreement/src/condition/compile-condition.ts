import type { Condition, FieldCondition } from '../schema/condition.ts';
import { fieldReader } from './field-reader.ts';
import { compileLinearPattern } from './linear-pattern.ts';

/** True, false, or undefined where a field that matters is unknown (Kleene's three-valued logic). */
export type Truth = boolean | undefined;

/** Asks a compiled condition about a profile or an event. */
export type Predicate = (subject: object) => Truth;

/**
 * Turns a condition into closures, once; nothing of it is ever evaluated as code. An absent field is unknown and stays so through
 * `not`; only `exists` and `missing` answer for it. `all` is false as soon as one part is, `any` true as soon as one is.
 */
export function compileCondition(condition: Condition): Predicate {
  if ('all' in condition) return every(condition.all.map(compileCondition));
  if ('any' in condition) return some(condition.any.map(compileCondition));
  if ('not' in condition) {
    const inner = compileCondition(condition.not);
    return (subject) => {
      const truth = inner(subject);
      return truth === undefined ? undefined : !truth;
    };
  }
  return compileField(condition);
}

function every(parts: Predicate[]): Predicate {
  return (subject) => {
    let truth: Truth = true;
    for (const part of parts) {
      const each = part(subject);
      if (each === false) return false;
      if (each === undefined) truth = undefined;
    }
    return truth;
  };
}

function some(parts: Predicate[]): Predicate {
  return (subject) => {
    let truth: Truth = false;
    for (const part of parts) {
      const each = part(subject);
      if (each === true) return true;
      if (each === undefined) truth = undefined;
    }
    return truth;
  };
}

function compileField(condition: FieldCondition): Predicate {
  const read = fieldReader(condition.field);
  const known = (ask: (value: unknown) => Truth): Predicate => {
    return (subject) => {
      const value = read(subject);
      return value === undefined || value === null ? undefined : ask(value);
    };
  };
  const number = (ask: (value: number) => boolean): Predicate =>
    known((value) => {
      const given = numeric(value);
      return given === undefined ? undefined : ask(given);
    });
  const text = (ask: (value: string) => boolean): Predicate =>
    known((value) => (typeof value === 'object' ? undefined : ask(String(value))));

  switch (condition.op) {
    case 'eq':
      return known(oneOf([condition.value]));
    case 'ne':
      return known(negated(oneOf([condition.value])));
    case 'in':
      return known(oneOf(condition.value));
    case 'notIn':
      return known(negated(oneOf(condition.value)));
    case 'gt': {
      const bound = condition.value;
      return number((value) => value > bound);
    }
    case 'gte': {
      const bound = condition.value;
      return number((value) => value >= bound);
    }
    case 'lt': {
      const bound = condition.value;
      return number((value) => value < bound);
    }
    case 'lte': {
      const bound = condition.value;
      return number((value) => value <= bound);
    }
    case 'between': {
      const [low, high] = condition.value;
      return number((value) => value >= low && value <= high);
    }
    case 'exists':
      return (subject) => isKnown(read(subject));
    case 'missing':
      return (subject) => !isKnown(read(subject));
    case 'contains': {
      const part = String(condition.value).toLowerCase();
      const element = oneOf([condition.value]);
      return known((value) =>
        Array.isArray(value)
          ? value.some((each) => element(each))
          : typeof value === 'object'
            ? undefined
            : String(value).toLowerCase().includes(part),
      );
    }
    case 'startsWith': {
      const start = condition.value.toLowerCase();
      return text((value) => value.toLowerCase().startsWith(start));
    }
    case 'endsWith': {
      const end = condition.value.toLowerCase();
      return text((value) => value.toLowerCase().endsWith(end));
    }
    case 'matches':
      return text(compileLinearPattern(condition.value));
  }
}

function isKnown(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Forms and files send numbers as text. */
function numeric(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : undefined;
}

/** Membership; text without regard to case, and `"200"` is 200, as `"true"` is true. */
function oneOf(values: readonly (string | number | boolean)[]): (value: unknown) => boolean {
  const members = new Set(values.map((value) => String(value).toLowerCase()));
  return (value) => {
    if (typeof value === 'string') return members.has(value) || members.has(value.trim().toLowerCase());
    return (typeof value === 'number' || typeof value === 'boolean') && members.has(String(value));
  };
}

function negated(ask: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => !ask(value);
}
