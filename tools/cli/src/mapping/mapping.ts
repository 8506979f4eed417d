import * as z from 'zod';
import { isTemplate } from './template.ts';

/** Text with columns in braces: `won/{mql_id}`. */
const template = z
  .string()
  .min(1)
  .max(2_000)
  .refine(isTemplate, 'braces enclose the name of a column: {name}; a brace itself is written twice: {{');

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** A column as something else than text, by other words, or with something in place of what is missing. */
const columnValue = z.strictObject({
  column: z.string().min(1),
  as: z.enum(['text', 'number', 'boolean']).default('text'),
  /** What the file's words mean: `{ S: student }`. Words that are not named stay as they are. */
  values: z.record(z.string(), scalar).optional(),
  otherwise: scalar.optional(),
});

const value = z.union([template, z.number(), z.boolean(), columnValue]);

const timeZone = z.string().refine((name) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}, 'is no time zone: use an IANA name such as Europe/Berlin');

const catalogueName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,99}$/, 'an event type is written in small letters with underscores: form_submitted');

/** How each row of a file becomes one event. Documented in docs/guides/import.md. */
export const mappingShape = z.strictObject({
  /** Names where the events come from. Together with `id` it tells repeats. */
  source: z.string().min(1).max(300),
  type: catalogueName,
  id: template,
  time: z.strictObject({
    column: z.string().min(1),
    /** Of times that name none themselves. */
    zone: timeZone.default('UTC'),
  }),
  /** What stands in a cell whose value is not known. */
  missing: z.array(z.string()).default(['']),
  delimiter: z.string().length(1).default(','),
  who: z
    .strictObject({
      leadId: value.optional(),
      email: value.optional(),
      userId: value.optional(),
      anonymousId: value.optional(),
      crmId: value.optional(),
      phone: value.optional(),
      companyDomain: value.optional(),
    })
    .refine((who) => Object.keys(who).length > 0, 'name at least one: email, userId, crmId, …'),
  traits: z.record(z.string().min(1), value).default({}),
  properties: z.record(z.string().min(1), value).default({}),
  campaign: z
    .strictObject({
      source: value.optional(),
      medium: value.optional(),
      name: value.optional(),
      term: value.optional(),
      content: value.optional(),
    })
    .default({}),
  asset: z
    .strictObject({ id: value, type: value.optional(), title: value.optional(), url: value.optional() })
    .optional(),
});

export type Mapping = z.output<typeof mappingShape>;
export type MappedValue = z.output<typeof value>;
