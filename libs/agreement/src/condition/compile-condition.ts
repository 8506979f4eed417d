import type { Condition, FieldCondition } from '../schema/condition.ts';
import { ownFields, type Fields } from './field-reader.ts';
import { asIs, asKey, asLowerText, asNumber, asText, type Form, type Key } from './forms.ts';
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
  return compileConditionOn(ownFields, condition);
}

/** The same, of subjects whose fields are read in another way. */
export function compileConditionOn<S extends object>(fields: Fields<S>, condition: Condition): Predicate<S> {
  if ('all' in condition) return every(condition.all.map((part) => compileConditionOn(fields, part)));
  if ('any' in condition) return some(condition.any.map((part) => compileConditionOn(fields, part)));
  if ('not' in condition) return not(compileConditionOn(fields, condition.not));
  return compileField(fields, condition);
}

function not<S extends object>(inner: Predicate<S>): Predicate<S> {
  return (subject) => {
    const truth = inner(subject);
    return truth === undefined ? undefined : !truth;
  };
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

function compileField<S extends object>(fields: Fields<S>, condition: FieldCondition): Predicate<S> {
  const { field } = condition;
  switch (condition.op) {
    case 'eq':
      return fields.among(field, keysOf([condition.value]));
    case 'ne':
      return not(fields.among(field, keysOf([condition.value])));
    case 'in':
      return fields.among(field, keysOf(condition.value));
    case 'notIn':
      return not(fields.among(field, keysOf(condition.value)));
    case 'gt': {
      const [read, bound] = [fields.as(field, asNumber), condition.value];
      return (subject) => {
        const value = read(subject);
        return value === undefined ? undefined : value > bound;
      };
    }
    case 'gte': {
      const [read, bound] = [fields.as(field, asNumber), condition.value];
      return (subject) => {
        const value = read(subject);
        return value === undefined ? undefined : value >= bound;
      };
    }
    case 'lt': {
      const [read, bound] = [fields.as(field, asNumber), condition.value];
      return (subject) => {
        const value = read(subject);
        return value === undefined ? undefined : value < bound;
      };
    }
    case 'lte': {
      const [read, bound] = [fields.as(field, asNumber), condition.value];
      return (subject) => {
        const value = read(subject);
        return value === undefined ? undefined : value <= bound;
      };
    }
    case 'between': {
      const [read, [low, high]] = [fields.as(field, asNumber), condition.value];
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
      const read = fields.as(field, asIs);
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

  function known(isKnown: boolean): Predicate<S> {
    const read = fields.as(field, asIs);
    return (subject) => {
      const value = read(subject);
      return (value !== undefined && value !== null) === isKnown;
    };
  }

  function text(form: Form<string | undefined>, ask: (value: string) => boolean): Predicate<S> {
    const read = fields.as(field, form);
    return (subject) => {
      const value = read(subject);
      return value === undefined ? undefined : ask(value);
    };
  }
}

function keysOf(values: readonly (string | number | boolean)[]): ReadonlySet<Key> {
  return new Set(values.map((value) => asKey(value) ?? null));
}
