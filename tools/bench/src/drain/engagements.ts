import { createHash } from 'node:crypto';
import { engagementRecorded, type CloudEvent } from '@smarketing/contracts';
import { leadIdOf } from '../rescore/generate-leads.ts';

/**
 * `visits`: people come for five events, a hundred of them at a time, so that what one does in a visit lies a hundred events apart.
 * `even`: each event is of a lead picked by chance, whatever came before.
 */
export type Spread = 'visits' | 'even';

/** `untilMs`: when the newest of them occurred, epoch ms; the others reach back thirty days from there, in the order of their numbers. */
export type Engagements = {
  readonly events: number;
  readonly leads: number;
  readonly spread: Spread;
  readonly untilMs: number;
};

/** What is done, by how often: of twenty events, so many are of each kind. */
const KINDS: readonly (readonly [times: number, type: string])[] = [
  [7, 'page_viewed'],
  [4, 'email_opened'],
  [2, 'email_clicked'],
  [1, 'content_downloaded'],
  [1, 'pricing_viewed'],
  [1, 'webinar_registered'],
  [1, 'webinar_attended'],
  [1, 'video_watched'],
  [1, 'form_submitted'],
  [1, 'search_performed'],
];
export const TYPES = KINDS.map(([, type]) => type);
/** What an event may be about; a part of the path for what is done on the website. */
export const TOPICS = ['products', 'pricing', 'cases', 'docs', 'blog', 'events'];
export const ON_THE_WEBSITE = new Set(['page_viewed', 'pricing_viewed', 'search_performed']);

const DAYS = 30;
const DAY_MS = 86_400_000;
const VISITORS = 100;
const EVENTS_PER_VISIT = 5;
const drawn = KINDS.flatMap(([times, type]) => Array.from({ length: times }, () => type));

/** The n-th engagement, from 0, as ingestion records it; the same each time. */
export function engagementAt(n: number, of: Engagements): CloudEvent {
  const chance = hashOf(n);
  const type = drawn[chance % drawn.length]!;
  const topic = TOPICS[(chance >>> 8) % TOPICS.length]!;
  const page = (chance >>> 16) % 200;
  const occurredAtMs = Math.round(of.untilMs - ((of.events - 1 - n) * DAYS * DAY_MS) / of.events);
  const [occurredAt, receivedAt] = [new Date(occurredAtMs).toISOString(), new Date(occurredAtMs + 400).toISOString()];
  const eventId = eventIdAt(n);
  return {
    ...{ specversion: '1.0', id: eventId, source: 'smarketing/ingestion', type: engagementRecorded.type },
    ...{ subject: leadIdOf(leadAt(n, of)), time: occurredAt, receivedat: receivedAt },
    data: {
      ...{ eventId, source: 'website', occurredAt, receivedAt, type, toldVersion: 1 },
      properties: {
        ...(ON_THE_WEBSITE.has(type)
          ? { url: `https://engines.example/${topic}/${page}`, path: `/${topic}/${page}` }
          : { topic, label: `Analytical engines, part ${page}` }),
        // Each mail is opened or clicked in once: two such events of one mail tell of robots together.
        ...(type.startsWith('email_') ? { messageId: `mail-${n}`, link: 'https://engines.example/guide' } : {}),
        title: `Analytical engines, page ${page}`,
      },
      campaign: { source: 'newsletter', name: 'spring', medium: 'email' },
    },
  };
}

export function eventIdAt(n: number): string {
  const hex = createHash('md5').update(`engagement ${n}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** The number of the lead who did it. */
export function leadAt(n: number, { leads, spread }: Engagements): number {
  if (spread === 'even') return hashOf(n + 0x5bd1) % leads;
  const visitor = n % VISITORS;
  const visit = Math.floor(n / VISITORS / EVENTS_PER_VISIT);
  return hashOf(visit * VISITORS + visitor + 0x9747) % leads;
}

/** 32 bits that look like chance (the finish of murmur3). */
function hashOf(n: number): number {
  let hash = Math.imul(n + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
