import { asKey, type Form, type Key } from './forms.ts';

/** `undefined` and `null` both mean unknown. */
export type FieldReader = (subject: object) => unknown;

/** How conditions look at the fields of their subjects; made once for each condition, then asked often. */
export type Fields<S extends object> = {
  /** What a field is in one form. */
  as: <T>(field: string, form: Form<T>) => (subject: S) => T;
  /** Whether a field counts as one of these, which are forms themselves; `undefined` where it is unknown. */
  among: (field: string, keys: ReadonlySet<Key>) => (subject: S) => boolean | undefined;
};

/** Of subjects that are asked a few questions each: a field is looked for, and brought into its form, at every question. */
export const ownFields: Fields<object> = {
  as: (field, form) => {
    const read = fieldReader(field);
    return (subject) => form(read(subject));
  },
  among: (field, keys) => {
    const read = fieldReader(field);
    return (subject) => {
      const key = asKey(read(subject));
      return key === undefined ? undefined : keys.has(key);
    };
  },
};

/**
 * Reads `headcount` or `properties.topic`. Own properties only, so that no name reaches a prototype. A profile is flat and may
 * hold a trait whose name has a dot in it: the whole name is tried first.
 */
export function fieldReader(field: string): FieldReader {
  const path = field.split('.');
  if (path.length === 1) return (subject) => own(subject, field);
  return (subject) => {
    if (Object.hasOwn(subject, field)) return own(subject, field);
    let value: unknown = subject;
    for (const name of path) {
      if (typeof value !== 'object' || value === null) return undefined;
      value = own(value, name);
    }
    return value;
  };
}

function own(subject: object, name: string): unknown {
  return Object.hasOwn(subject, name) ? (subject as Record<string, unknown>)[name] : undefined;
}
