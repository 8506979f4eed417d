import * as z from 'zod';
import { defineEvent } from './event-definition.ts';
import { asset, campaign, consentStatement, instant, jsonRecord, salesStatement, stated } from './shapes.ts';

/** A prospect did something: the evidence that scoring weighs. `type` is a catalogue name, or unknown and worth nothing yet. */
export const engagementRecorded = defineEvent(
  'engagement.recorded',
  'smarketing.engagement.v1',
  z.looseObject({
    ...stated,
    type: z.string(),
    /** The newest snapshot of profile or consent told before this: who weighs it should have heard that first. */
    toldVersion: z.int().optional(),
    properties: jsonRecord,
    campaign: campaign.optional(),
    asset: asset.optional(),
    /** No human's doing, as far as the event tells by itself: evidence that weighs nothing. */
    machine: z.boolean().optional(),
    /** In a word, how it is known. */
    machineBecause: z.string().optional(),
  }),
);

/** A new person: the lead id exists from here on. */
export const leadIdentified = defineEvent(
  'lead.identified',
  'smarketing.profile.v1',
  z.looseObject({
    ...stated,
    createdAt: instant,
    campaign: campaign.optional(),
    firstType: z.string(),
    asset: asset.optional(),
    /** What made it known was no human's doing. */
    machine: z.boolean().optional(),
  }),
);

/** A whole snapshot: consumers keep the highest `version`. */
export const profileChanged = defineEvent(
  'profile.changed',
  'smarketing.profile.v1',
  z.looseObject({
    version: z.int(),
    ids: z.looseObject({
      email: z.string().optional(),
      userId: z.string().optional(),
      crmId: z.string().optional(),
      anonymousId: z.string().optional(),
    }),
    /** Flat. Known names: firstName, lastName, name, title, company, companyDomain, headcount, turnover, industry, country, timeZone, phone, freeMail. */
    profile: jsonRecord,
  }),
);

/** A whole snapshot of what is allowed; undated statements mean refusal. */
export const consentChanged = defineEvent(
  'consent.changed',
  'smarketing.profile.v1',
  z.looseObject({ version: z.int(), consent: z.array(consentStatement) }),
);

/** Somebody of ours dealt with the lead. `automated` ones stop no clock. */
export const touchLogged = defineEvent(
  'touch.logged',
  'smarketing.sales.v1',
  z.looseObject({
    ...salesStatement,
    kind: z.enum(['call', 'email', 'meeting']),
    automated: z.boolean(),
    disposition: z.string().optional(),
    properties: jsonRecord,
  }),
);

/** The owner's answer to a hand-off, raw: only `answer.accepted` of the SLA service counts. */
export const handoffAnswered = defineEvent(
  'handoff.answered',
  'smarketing.sales.v1',
  z.looseObject({
    ...salesStatement,
    answer: z.enum(['accepted', 'rejected']),
    reason: z.string().optional(),
    /** The one fact that the reason asks for: who, which field, a date, a competitor. */
    fact: z.string().optional(),
    properties: jsonRecord,
  }),
);

const deal = {
  ...salesStatement,
  dealId: z.string(),
  amount: z.number().optional(),
  currency: z.string().optional(),
  stage: z.string().optional(),
  properties: jsonRecord,
};

export const dealOpened = defineEvent(
  'deal.opened',
  'smarketing.sales.v1',
  z.looseObject({ ...deal, closeDate: z.string().optional() }),
);
export const dealStageChanged = defineEvent('deal.stage_changed', 'smarketing.sales.v1', z.looseObject(deal));
export const dealWon = defineEvent('deal.won', 'smarketing.sales.v1', z.looseObject(deal));
export const dealLost = defineEvent(
  'deal.lost',
  'smarketing.sales.v1',
  z.looseObject({
    ...deal,
    /** A code of the agreement's reasons. */
    reason: z.string().optional(),
    fact: z.string().optional(),
    competitor: z.string().optional(),
    contractEnd: z.string().optional(),
  }),
);

export const objectionHeard = defineEvent(
  'objection.heard',
  'smarketing.sales.v1',
  z.looseObject({ ...salesStatement, objection: z.string(), pain: z.string().optional(), properties: jsonRecord }),
);

/** Sales asks for a lead that the definition did not bring. */
export const leadNominated = defineEvent(
  'lead.nominated',
  'smarketing.sales.v1',
  z.looseObject({ ...salesStatement, because: z.string().optional() }),
);
