import * as z from 'zod';
import { asset, campaign, consentStatement, instant, jsonRecord } from './shapes.ts';

/** What marketing automation and prospects' browsers may state. */
export const engagementTypes = [
  'content_downloaded',
  'page_viewed',
  'pricing_viewed',
  'form_submitted',
  'webinar_registered',
  'webinar_attended',
  'email_delivered',
  'email_opened',
  'email_clicked',
  'email_unsubscribed',
  'ad_clicked',
  'chat_started',
  'demo_requested',
  'trial_started',
  'meeting_booked',
  'meeting_held',
  'call_completed',
  'email_replied',
  'social_engaged',
  'event_attended',
  'review_site_visited',
] as const;

/** What only the sales side may state: the sender needs the scope `sales`. */
export const salesTypes = [
  'call_logged',
  'email_sent',
  'meeting_logged',
  'lead_nominated',
  'lead_accepted',
  'lead_rejected',
  'objection_heard',
  'content_sent',
  'content_requested',
  'deal_opened',
  'deal_stage_changed',
  'deal_won',
  'deal_lost',
  'customer_renewed',
  'customer_churned',
] as const;

/** Of the catalogue, what is done to people, or by their mail program, or to be left alone: no interest that somebody showed. */
export const notOfTheirOwnAccord: ReadonlySet<string> = new Set([
  'email_delivered',
  'email_opened',
  'email_unsubscribed',
] satisfies EngagementType[]);

export type EngagementType = (typeof engagementTypes)[number];
export type SalesType = (typeof salesTypes)[number];

/** A statement about the person alone: traits and consent, no behaviour. */
export const IDENTIFY = 'identify';

/** Who an event is about, by every name the sender knows. */
export const who = z.looseObject({
  leadId: z.string().max(100).optional(),
  email: z.string().max(320).optional(),
  userId: z.string().max(300).optional(),
  anonymousId: z.string().max(300).optional(),
  crmId: z.string().max(300).optional(),
  phone: z.string().max(50).optional(),
  companyDomain: z.string().max(253).optional(),
});
export type Who = z.infer<typeof who>;

export const intakeData = z.looseObject({
  who,
  /** Statements about the profile: flat, newest per field wins by event time. */
  traits: jsonRecord.optional(),
  properties: jsonRecord.optional(),
  consent: z.array(consentStatement).max(20).optional(),
  campaign: campaign.optional(),
  asset: asset.optional(),
});
export type IntakeData = z.infer<typeof intakeData>;

export const principalKinds = ['intake-key', 'api-key', 'session', 'log'] as const;

/**
 * A record of the intake topic: a CloudEvent whose `type` is a name of the catalogue (or any other: kept as evidence),
 * `source` the source's name and `id` the client's own id. The HTTP edge stamps the principal; a record without one was
 * produced into the topic directly, where the broker's access rules are the gate.
 */
export const intakeEvent = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(300),
  source: z.string().min(1).max(300),
  type: z.string().min(1).max(200),
  time: instant,
  receivedat: instant.optional(),
  principalid: z.string().optional(),
  principalkind: z.enum(principalKinds).optional(),
  /** Space-separated. */
  principalscopes: z.string().optional(),
  data: intakeData,
});
export type IntakeEvent = z.infer<typeof intakeEvent>;
