import * as z from 'zod';
import { defineEvent } from './event-definition.ts';
import { instant, json } from './shapes.ts';

/** A version of the agreement, whole; published ahead of its effective date, kept for ever. Its subject is `agreement`. */
export const agreementActivated = defineEvent(
  'agreement.activated',
  'smarketing.agreement.v1',
  z.looseObject({
    version: z.int().nonnegative(),
    effectiveFrom: instant,
    /** False for what ships with the product or runs on trial: it says so everywhere. */
    signed: z.boolean(),
    document: json,
  }),
);

const absence = z.looseObject({ from: instant, to: instant, reason: z.string().optional() });

/** A sales rep, whole: reference data, nobody signs for it. The subject is the rep's id; consumers keep the highest `revision`. */
export const repChanged = defineEvent(
  'rep.changed',
  'smarketing.reference.v1',
  z.looseObject({
    revision: z.int(),
    name: z.string(),
    email: z.string().optional(),
    managerId: z.string().optional(),
    active: z.boolean(),
    pools: z.array(z.looseObject({ pool: z.string(), weight: z.number().positive() })),
    /** Id of a calendar of the agreement; the default one where left out. */
    calendar: z.string().optional(),
    openLeadCap: z.int().optional(),
    dailyCap: z.int().optional(),
    skills: z.array(z.string()),
    languages: z.array(z.string()),
    absences: z.array(absence),
  }),
);

/** What an asset is about; the subject is the asset's id. */
export const contentCatalogued = defineEvent(
  'content.catalogued',
  'smarketing.reference.v1',
  z.looseObject({
    revision: z.int(),
    title: z.string(),
    type: z.string().optional(),
    topic: z.string().optional(),
    pain: z.string().optional(),
    persona: z.string().optional(),
    stage: z.enum(['aware', 'considering', 'deciding']).optional(),
  }),
);
