import * as z from 'zod';
import { defineEvent } from './event-definition.ts';
import { engagedPerson, instant, points } from './shapes.ts';

/** What a contact adds to its company: its last published score, and when it last showed interest. */
export const contribution = z.looseObject({
  /** Of the model by which it scores best. */
  score: points,
  grade: z.string(),
  /** Id of the persona that the contact is; null where it is none of the agreed ones. */
  persona: z.string().nullable(),
  /** An address such as info@: it belongs to the account and is no person. */
  isRoleAddress: z.boolean(),
  /** The newest deed that speaks for interest under the agreement, an hour old at most; null: none yet. */
  engagedAt: instant.nullable(),
});
export type Contribution = z.infer<typeof contribution>;

/**
 * A contact's contribution to its company changed; the subject is the company's domain. Null: it left, objected to profiling, or is
 * nobody whom the agreement wants.
 */
export const contactContributed = defineEvent(
  'contact.contributed',
  'smarketing.account.v1',
  z.looseObject({
    leadId: z.string(),
    /** Counts what this contact has told any company: of one contact the highest holds, whatever the order. */
    revision: z.int(),
    contribution: contribution.nullable(),
    /** True where nobody did anything: other rules make this of it. */
    byRuleChange: z.boolean().optional(),
  }),
);

/** Who of a company engaged, told to each of its contacts: their rules may ask for it. */
export const accountSignalled = defineEvent(
  'account.signalled',
  'smarketing.transfer.v1',
  z.looseObject({
    domain: z.string(),
    /** Of one company the highest holds. */
    revision: z.int(),
    score: points,
    at: instant,
    /** Newest first, the contact itself included where it engaged; as many as a rule asks for and one more, ten at least. */
    engaged: z.array(engagedPerson),
    /** True where it is news by a change of the rules alone. */
    byRuleChange: z.boolean().optional(),
  }),
);
