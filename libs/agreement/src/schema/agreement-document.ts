import { z } from 'zod';
import { ladder } from '../ladder/ladder.ts';
import { calendars, timeZone } from './calendars.ts';
import { contradictions } from './contradictions.ts';
import { engagement } from './engagement.ts';
import { exclusions } from './exclusions.ts';
import { fit } from './fit.ts';
import { glossary } from './glossary.ts';
import { goals } from './goals.ts';
import { goodLead } from './good-lead.ts';
import { label } from './identifier.ts';
import { intent } from './intent.ts';
import { models } from './models.ts';
import { nurture } from './nurture.ts';
import { personas } from './personas.ts';
import { qualification } from './qualification.ts';
import { reasons } from './reasons.ts';
import { routing } from './routing.ts';
import { sla } from './sla.ts';

export const documentShape = z.strictObject({
  title: label.describe('The name of the agreement.'),
  ladder: ladder
    .default('enforce')
    .describe(
      'How far the product may go: watch (reads, and contacts nobody), advise (writes its own fields, and proposes owners), assign (owners, reminders, nurture), enforce (its clocks re-route).',
    ),
  timeZone: timeZone
    .default('host')
    .describe("In which calendar days, weeks and months are counted: an IANA name, or host for the machine's own."),
  glossary: glossary.default([]),
  goodLead: goodLead.default([]),
  personas: personas.default([]),
  exclusions: exclusions.default([]),
  fit,
  engagement,
  models: models.default([]),
  intent,
  qualification,
  routing,
  sla,
  reasons: reasons.default([]),
  nurture,
  goals: goals.default([]),
  calendars,
});

/** The document, its defaults filled in. What it refers to exists (`contradictions`). */
export type AgreementDocument = z.output<typeof documentShape>;
/** The document as people write it. */
export type AgreementInput = z.input<typeof documentShape>;

export const agreementDocument = documentShape.superRefine((document, context) => {
  for (const { path, message } of contradictions(document)) context.addIssue({ code: 'custom', path, message });
});
