import type { Condition, FieldCondition } from '../schema/condition.ts';
import { readField, type ReadField } from './field-reader.ts';
import { asIs, asKey, asLowerText, asNumber, asText } from './forms.ts';
import { compileLinearPattern } from './linear-pattern.ts';

/** True, false, or undefined where a field that matters is unknown (Kleene's three-valued logic). */
export type Truth = boolean | undefined;

/** Asks a compiled condition about a profile or an event. */
export type Predicate<S extends object = object> = (subject: S) => Truth;

/**
 * Turns a condition into closures, once; nothing of it is ever evaluated as code. An absent field is unknown and stays so through
 * `not`; only `exists` and `missing` answer for it. `all` is false as soon as one part is, `any` true as soon as one is.
 */
export function compileCondition(condition: Condition): Predicate {
  return compileConditionOn(readField, condition);
}

/** The same, of subjects whose fields are read in another way. */
export function compileConditionOn<S extends object>(read: ReadField<S>, condition: Condition): Predicate<S> {
  if ('all' in condition) return every(condition.all.map((part) => compileConditionOn(read, part)));
  if ('any' in condition) return some(condition.any.map((part) => compileConditionOn(read, part)));
  if ('not' in condition) {
    const inner = compileConditionOn(read, condition.not);
    return (subject) => {
      const truth = inner(subject);
      return truth === undefined ? undefined : !truth;
    };
  }
  return compileField(read, condition);
}

function every<S extends object>(parts: Predicate<S>[]): Predicate<S> {
  if (parts.length === 1) return parts[0]!;
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

function some<S extends object>(parts: Predicate<S>[]): Predicate<S> {
  if (parts.length === 1) return parts[0]!;
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

function compileField<S extends object>(readAs: ReadField<S>, condition: FieldCondition): Predicate<S> {
  const { field } = condition;
  switch (condition.op) {
    case 'eq':
      return amongst([condition.value], true);
    case 'ne':
      return amongst([condition.value], false);
    case 'in':
      return amongst(condition.value, true);
    case 'notIn':
      return amongst(condition.value, false);
    case 'gt': {
      const [read, bound] = [readAs(field, asNumber), condition.value];
      return (subject) => {
        const value = read(subject);
        return value === undefined ? undefined : value > bound;
      };
    }
    case 'gte': {
      const [read, bound] = [readAs(field, asNumber), condition.value];
      return (subject) => {
        const value = read(subject);
        return value === undefined ? undefined : value >= bound;
      };
    }
    case 'lt': {
      const [read, bound] = [readAs(field, asNumber), condition.value];
      return (subject) => {
        const value = read(subject);
        return value === undefined ? undefined : value < bound;
      };
    }
    case 'lte': {
      const [read, bound] = [readAs(field, asNumber), condition.value];
      return (subject) => {
        const value = read(subject);
        return value === undefined ? undefined : value <= bound;
      };
    }
    case 'between': {
      const [read, [low, high]] = [readAs(field, asNumber), condition.value];
      return (subject) => {
        const value = read(subject);
        return value === undefined ? undefined : value >= low && value <= high;
      };
    }
    case 'exists':
      return known(true);
    case 'missing':
      return known(false);
    case 'contains': {
      const read = readAs(field, asIs);
      const part = String(condition.value).toLowerCase();
      const element = asKey(condition.value);
      return (subject) => {
        const value = read(subject);
        if (Array.isArray(value)) return value.some((each) => asKey(each) === element);
        return asLowerText(value)?.includes(part);
      };
    }
    case 'startsWith': {
      const start = condition.value.toLowerCase();
      return text(asLowerText, (value) => value.startsWith(start));
    }
    case 'endsWith': {
      const end = condition.value.toLowerCase();
      return text(asLowerText, (value) => value.endsWith(end));
    }
    case 'matches':
      return text(asText, compileLinearPattern(condition.value));
  }

  function amongst(values: readonly (string | number | boolean)[], isAmong: boolean): Predicate<S> {
    const read = readAs(field, asKey);
    const keys = new Set<unknown>(values.map(asKey));
    const [only] = keys;
    if (keys.size === 1) {
      return (subject) => {
        const key = read(subject);
        return key === undefined ? undefined : (key === only) === isAmong;
      };
    }
    return (subject) => {
      const key = read(subject);
      return key === undefined ? undefined : keys.has(key) === isAmong;
    };
  }

  function known(isKnown: boolean): Predicate<S> {
    const read = readAs(field, asIs);
    return (subject) => {
      const value = read(subject);
      return (value !== undefined && value !== null) === isKnown;
    };
  }

  function text(form: typeof asText, ask: (value: string) => boolean): Predicate<S> {
    const read = readAs(field, form);
    return (subject) => {
      const value = read(subject);
      return value === undefined ? undefined : ask(value);
    };
  }
}
