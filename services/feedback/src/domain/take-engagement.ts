import type { CompiledAgreement } from '@smarketing/agreement';
import { IDENTIFY, engagementTypes, notOfTheirOwnAccord, salesTypes } from '@smarketing/contracts';
import type { Asset, Campaign } from '@smarketing/contracts';
import type { FeedbackLead, Span, Touchpoint } from './feedback-lead.ts';
import { compareSaid, earliest, latest, newer, saidAt } from './stated-at.ts';
import type { Stated } from './stated-at.ts';

type Happened = Stated & {
  readonly type: string;
  readonly source: string;
  readonly campaign?: Campaign | undefined;
  readonly asset?: Asset | undefined;
  readonly toldVersion?: number | undefined;
  readonly machine?: boolean | undefined;
};

type Engagement = FeedbackLead['engagement'];

const CATALOGUE: ReadonlySet<string> = new Set(engagementTypes);
const NO_TOUCHPOINTS: ReadonlySet<string> = new Set([IDENTIFY, ...salesTypes]);

const OTHERS_KEPT = 50;

/** What the person did. Whether a type that the catalogue does not know means anything is for the agreement to say. */
export function takeEngagement(lead: FeedbackLead, happened: Happened): FeedbackLead {
  const toldVersion = Math.max(lead.toldVersion, happened.toldVersion ?? 0);
  // What robots fetch brings nobody.
  if (happened.machine === true) return { ...lead, toldVersion };
  const touchpoint = touchpointOf(happened);
  const seen = withFirst(lead, touchpoint);
  const engagement = withAct(lead.engagement, happened.type, touchpoint.atMs);
  return { ...seen, toldVersion, last: newer(seen.last, touchpoint), engagement };
}

function withAct(engagement: Engagement, type: string, atMs: number): Engagement {
  if (notOfTheirOwnAccord.has(type)) return engagement;
  if (CATALOGUE.has(type)) return { ...engagement, catalogued: widened(engagement.catalogued, atMs) };
  const others = new Map(Object.entries(engagement.others));
  others.set(type, widened(others.get(type) ?? null, atMs));
  // Those whose names come first, since which they are must not depend on the order of arrival.
  const kept = [...others].toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, OTHERS_KEPT);
  return { ...engagement, others: Object.fromEntries(kept) };
}

function widened(span: Span | null, atMs: number): Span {
  if (span === null) return { firstAtMs: atMs, lastAtMs: atMs };
  return { firstAtMs: Math.min(span.firstAtMs, atMs), lastAtMs: Math.max(span.lastAtMs, atMs) };
}

/** Since when the lead is engaged, and when it last was, by what the agreement in force knows of. */
export function withOwnActs(lead: FeedbackLead, { byEventType }: CompiledAgreement): FeedbackLead {
  const { catalogued, others, lastOwnAtMs } = lead.engagement;
  const named = Object.entries(others).flatMap(([type, span]) => (byEventType.has(type) ? [span] : []));
  const acts = catalogued === null ? named : [catalogued, ...named];
  const engaged = acts.reduce<number | null>((first, { firstAtMs }) => earliest(first, firstAtMs), null);
  const last = acts.reduce<number | null>((newest, { lastAtMs }) => latest(newest, lastAtMs), null);
  if (engaged === lead.stages.engaged && last === lastOwnAtMs) return lead;
  return { ...lead, stages: { ...lead.stages, engaged }, engagement: { ...lead.engagement, lastOwnAtMs: last } };
}

/** The event that made the person known. The same one comes as an engagement too, unless it was a statement about them. */
export function takeIdentified(lead: FeedbackLead, identified: Happened): FeedbackLead {
  return withFirst(lead, touchpointOf(identified));
}

/**
 * The first touch is the earliest thing that the person did. A profile imported before, a mail that was sent to them, what a robot
 * did, or a deal only stands in while nothing that they did is known: it says nothing of the campaign that brought the person.
 */
function withFirst(lead: FeedbackLead, touchpoint: Touchpoint): FeedbackLead {
  const { first } = lead;
  if (first !== null) {
    const order = Number(standsIn(touchpoint)) - Number(standsIn(first)) || compareSaid(touchpoint, first);
    if (order >= 0) return lead;
  }
  return { ...lead, first: touchpoint };
}

function standsIn({ type, machine }: Touchpoint): boolean {
  return machine === true || NO_TOUCHPOINTS.has(type) || notOfTheirOwnAccord.has(type);
}

function touchpointOf(happened: Happened): Touchpoint {
  const { type, source } = happened;
  // No campaign brought anybody where a robot came.
  const { campaign, asset } = happened.machine === true ? {} : happened;
  return {
    ...saidAt(happened),
    type,
    sentBy: source,
    ...(happened.machine === true ? { machine: true } : {}),
    campaign: {
      source: named(campaign?.source),
      medium: named(campaign?.medium),
      name: named(campaign?.name),
    },
    asset: asset === undefined || named(asset.id) === null ? null : { id: asset.id, title: named(asset.title) },
  };
}

/** A parameter that is there and empty was not stated. */
function named(value: string | undefined): string | null {
  return value === undefined || value.trim() === '' ? null : value;
}
