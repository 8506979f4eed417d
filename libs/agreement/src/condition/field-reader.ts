import type { Form } from './forms.ts';

/** `undefined` and `null` both mean unknown. */
export type FieldReader = (subject: object) => unknown;

/** Makes what reads one field of a subject in one form. */
export type ReadField<S extends object> = <T>(field: string, form: Form<T>) => (subject: S) => T;

/** Of subjects that are asked a few questions each: the field is looked for, and brought into its form, at every question. */
export const readField: ReadField<object> = (field, form) => {
  const read = fieldReader(field);
  return (subject) => form(read(subject));
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
