import { z } from 'zod';
import { identifier, label, part } from './identifier.ts';

const action = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('reroute').describe('Somebody else gets the lead.'),
      fixAfterPerMonth: z.number().int().positive().optional().describe('So many a month: the routing is put right.'),
    }),
    z.strictObject({ type: z.literal('proposeMerge').describe('A merge with the other lead is proposed.') }),
    z.strictObject({ type: z.literal('fixData').describe('Marketing puts the data right; back to the same rep.') }),
    z.strictObject({
      type: z.literal('draftRule').describe('A change to the definition is drafted.'),
      afterCases: z.number().int().positive().describe('After so many cases.'),
      orShare: part.optional().describe('Or after this share of the hand-offs.'),
    }),
    z.strictObject({ type: z.literal('exclude').describe('The person is excluded.') }),
    z.strictObject({
      type: z.literal('enrol').describe('The lead goes to a nurture track.'),
      track: identifier.describe('Id of the track.'),
      alsoCollects: label.optional().describe('What the fact is collected for, in words.'),
    }),
    z.strictObject({
      type: z.literal('newsletter').describe('The person gets the newsletter alone.'),
      forDays: z.number().positive().max(3660).describe('For how many days.'),
    }),
    z.strictObject({ type: z.literal('personaRule').describe('A rule on personas is drafted.') }),
    z.strictObject({ type: z.literal('suppress').describe('Nobody contacts the person any more.') }),
  ])
  .describe('What the reason does by itself, beside being counted.');

const ask = z
  .strictObject({
    field: z.string().min(1).max(100).describe('Under which name the fact is kept.'),
    label: label.describe('The question.'),
    type: z.enum(['text', 'date', 'person', 'lead', 'choice']).describe('What kind of answer it takes.'),
    options: z.array(label).min(2).optional().describe('For a choice: the answers to choose from.'),
    optionsFrom: z
      .enum(['goodLead', 'requiredFields', 'exclusions'])
      .optional()
      .describe('For a choice: the answers are the criteria, the required fields or the exclusions of this document.'),
  })
  .refine(({ type, options, optionsFrom }) => type === 'choice' || (options ?? optionsFrom) === undefined, {
    message: 'only a choice has options',
  })
  .refine(({ options, optionsFrom }) => options === undefined || optionsFrom === undefined, {
    message: 'give the options or where they come from, not both',
  });

export const reasons = z
  .array(
    z.strictObject({
      code: identifier,
      label,
      kind: z
        .enum(['reject', 'disqualify', 'recycle'])
        .describe('reject is before contact; disqualify and recycle are after it.'),
      asks: z.array(ask).default([]).describe('The facts that whoever gives this reason is asked for.'),
      needsPlanDone: z.boolean().default(false).describe('True: may be given only when the attempt plan was done.'),
      action,
    }),
  )
  .describe('Why a lead comes back, what sales is asked then, and what follows.');
