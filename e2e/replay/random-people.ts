import type { Sent } from '../api.ts';
import { goodProfile } from '../loop/people.ts';

/** A seeded generator of numbers in [0, 1): mulberry32. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const DAY_MS = 86_400_000;
const sources = ['paid_search', 'organic', 'newsletter', 'fair'];
const assets = ['guide', 'case', 'webinar-deck'];

/** By whom it is said decides about the key. */
export type Said = { readonly by: 'prospect' | 'sales'; readonly event: Sent };

/** What `count` people do before `nowMs`, some of whom sales works: in the order in which it is sent. */
export function randomPeople(prefix: string, count: number, nowMs: number, random: () => number): readonly Said[] {
  return Array.from({ length: count }, (_, n) => personOf(`${prefix}${n}`, nowMs, random)).flat();
}

function personOf(name: string, nowMs: number, random: () => number): readonly Said[] {
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const chance = (of: number): boolean => random() < of;
  const email = `${name}@${name}-works.example`;
  const said: Said[] = [];
  let count = 0;
  const campaign = chance(0.7) ? { source: pick(sources), name: pick(['spring', 'autumn']) } : undefined;
  const did = (type: string, data: Record<string, unknown> = {}, by: Said['by'] = 'prospect', agoMs = 0): void => {
    const time = new Date(nowMs - agoMs).toISOString();
    said.push({ by, event: { id: `${name}-${++count}`, type, time, data: { email, ...data } } });
  };
  const says = (type: string, properties: Record<string, unknown> = {}): void => did(type, { properties }, 'sales');
  const views = Math.floor(random() * 5);
  for (let n = 0; n < views; n++) {
    did(
      'content_downloaded',
      { campaign, asset: { id: pick(assets), type: 'guide' } },
      'prospect',
      random() * 20 * DAY_MS,
    );
  }
  if (chance(0.6)) did('pricing_viewed', { campaign }, 'prospect', random() * 5 * DAY_MS);
  if (chance(0.7))
    said.push({ by: 'prospect', event: { id: `${name}-who`, type: 'identify', data: goodProfile(email, name) } });
  if (said.length === 0 || chance(0.4))
    did('demo_requested', { campaign, properties: { need: `parcels for ${name}` } });
  if (chance(0.2)) says('lead_nominated', { because: 'met at a fair' });
  if (chance(0.5)) says('call_logged', { disposition: pick(['connected', 'no answer']) });
  if (chance(0.3)) says('objection_heard', { objection: pick(['price', 'timing']), pain: 'late deliveries' });
  const answer = random();
  if (answer < 0.3) says('lead_accepted');
  else if (answer < 0.5) says('lead_rejected', { reason: 'timing', fact: '2027-06-01', date: '2027-06-01' });
  if (chance(0.3)) {
    says('deal_opened', { dealId: `deal-${name}`, amount: Math.round(random() * 9_000), stage: 'discovery' });
    if (chance(0.5)) says('deal_stage_changed', { dealId: `deal-${name}`, stage: 'proposal' });
    if (chance(0.4)) says('deal_won', { dealId: `deal-${name}`, amount: 5_000 });
    else if (chance(0.5)) says('deal_lost', { dealId: `deal-${name}`, reason: 'competitor', competitor: 'Acme' });
  }
  if (chance(0.15)) did('email_unsubscribed');
  if (chance(0.1)) did('page_viewed', { properties: { path: '/careers' } });
  return said;
}
