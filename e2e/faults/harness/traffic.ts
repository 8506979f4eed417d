import { FIT, HAND_RAISER, POINTS } from './rules.ts';
import type { Random } from './random.ts';

/** One event of a client, as it is sent, however often. */
export type ClientEvent = {
  readonly id: string;
  readonly email: string;
  readonly type: string;
  /** When it occurred, epoch ms: its own for each event of a lead. */
  readonly atMs: number;
  readonly data: Readonly<Record<string, unknown>>;
  /** What it says goes by this door. Sales statements need the API key. */
  readonly door: 'events' | 'segment' | 'sales';
};

/** A lead of the test; `headcount` fixes its fit. */
export type TestLead = { readonly email: string; readonly headcount: number; readonly wins: boolean };

export type TrafficPlan = {
  /** Distinguishes the people and ids of this run from those of all others. */
  readonly run: string;
  readonly leads: number;
  readonly events: number;
  /** Events occurred before this, epoch ms. */
  readonly nowMs: number;
  /** The share of all events that concerns the first lead. */
  readonly hotShare?: number;
};

export type Traffic = { readonly leads: readonly TestLead[]; readonly events: readonly ClientEvent[] };

const HEADCOUNTS = [FIT[0].from + 200, FIT[1].from + 50, 10];
const SCORED = Object.keys(POINTS).filter((type) => type !== HAND_RAISER);
const SEGMENT_NAMES: Readonly<Record<string, string>> = {
  content_downloaded: 'Content Downloaded',
  pricing_viewed: 'Pricing Viewed',
  webinar_attended: 'Webinar Attended',
  email_clicked: 'Email Clicked',
  page_viewed: 'Page Viewed',
};
export const segmentName = (type: string): string => SEGMENT_NAMES[type] ?? type;

/** Who does what: each lead says who it is somewhere among its first events, half of them raise a hand, some are won. */
export function makeTraffic(
  random: Random,
  { run, leads: leadCount, events: count, nowMs, hotShare = 0 }: TrafficPlan,
): Traffic {
  const leads = Array.from({ length: leadCount }, (_, n): TestLead => {
    // Whoever is won never qualifies: a deal would end the cycle, and then it matters what came before.
    const wins = n % 10 === 9;
    return { email: `lead-${n}@${run}-${n}.example`, headcount: wins ? 10 : HEADCOUNTS[n % HEADCOUNTS.length]!, wins };
  });
  const drafts: Omit<ClientEvent, 'id' | 'atMs'>[] = leads.flatMap((lead, n) => [
    identify(lead),
    ...(n % 2 === 0 ? [did(lead, HAND_RAISER)] : []),
    ...(n % 4 === 0 ? [said(lead, 'call_logged', { disposition: 'connected' })] : []),
    ...(lead.wins
      ? [said(lead, 'deal_opened', { dealId: lead.email }), said(lead, 'deal_won', { dealId: lead.email })]
      : []),
  ]);
  while (drafts.length < count) {
    const lead = random.chance(hotShare) ? leads[0]! : random.pick(leads);
    const type = random.pick(SCORED);
    drafts.push(did(lead, type, random.chance(0.1) && type in SEGMENT_NAMES ? 'segment' : 'events'));
  }
  const shuffled = random.shuffle(drafts);
  const startMs = nowMs - 3_600_000;
  return {
    leads,
    events: shuffled.map((draft, n) => {
      const id = `${run}-${n}`;
      return {
        ...draft,
        id,
        atMs: startMs + n * 10,
        data: { ...draft.data, properties: { ...(draft.data['properties'] as object), ref: id } },
      };
    }),
  };
}

function identify({ email, headcount }: TestLead): Omit<ClientEvent, 'id' | 'atMs'> {
  const traits = { firstName: 'Test', lastName: 'Lead', headcount };
  return { email, type: 'identify', door: 'events', data: { email, traits, properties: {} } };
}

function did(
  { email }: TestLead,
  type: string,
  door: 'events' | 'segment' = 'events',
): Omit<ClientEvent, 'id' | 'atMs'> {
  return { email, type, door, data: { email, properties: {} } };
}

function said(
  { email }: TestLead,
  type: string,
  properties: Readonly<Record<string, unknown>>,
): Omit<ClientEvent, 'id' | 'atMs'> {
  return { email, type, door: 'sales', data: { email, properties } };
}
