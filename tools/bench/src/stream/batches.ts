import { isNew, personOf, traitsOf } from './people.ts';

export const EVENTS_PER_BATCH = 100;

/** The client's id of the nth event of a run. */
export const clientIdOf = (run: string, n: number): string => `${run}-${n}`;

/** What prospects do, by how often: of twenty events, so many are of each kind. */
const KINDS: readonly (readonly [times: number, event: string, properties: (n: number) => string])[] = [
  [7, 'Page Viewed', (n) => pageOf(n)],
  [5, 'Email Opened', (n) => mailOf(n)],
  [2, 'Email Clicked', (n) => `${mailOf(n)},"link":"https://engines.example/articles/${n % 40}"`],
  [2, 'Content Downloaded', (n) => assetOf(n, 'guide')],
  [1, 'Pricing Viewed', () => `"url":"https://engines.example/pricing","path":"/pricing","title":"What engines cost"`],
  [1, 'Webinar Attended', (n) => assetOf(n, 'webinar')],
  [1, 'Webinar Registered', (n) => assetOf(n, 'webinar')],
  [1, 'Form Submitted', (n) => `"form":"newsletter","topic":"${n % 3 === 0 ? 'support' : 'sales'}"`],
];
const kinds = KINDS.flatMap(([times, event, properties]) =>
  Array.from({ length: times }, () => ({ event, properties })),
);
const SECTIONS = ['products', 'blog', 'careers', 'docs', 'cases'];

function pageOf(n: number): string {
  const path = `/${SECTIONS[n % SECTIONS.length]}/${n % 200}`;
  return `"url":"https://engines.example${path}","path":"${path}","title":"Analytical engines, page ${n % 200}","referrer":"https://search.example/"`;
}

const mailOf = (n: number): string => `"messageId":"mail-${n >> 1}","campaignId":"spring"`;

const assetOf = (n: number, type: string): string =>
  `"assetId":"asset-${n % 60}","assetType":"${type}","title":"Asset ${n % 60}"`;

/**
 * Events of a run as a server's Segment library would send them in one request: `count` of them, the first being number `first`.
 * The text is put together by hand, for the sender shares two processors with what is measured.
 */
export function batchOf(run: string, first: number, knownPeople: number, count = EVENTS_PER_BATCH): string {
  const now = new Date().toISOString();
  const items = Array.from({ length: count }, (_, i) => itemOf(run, first + i, knownPeople, now));
  return `{"batch":[${items.join(',')}],"sentAt":"${now}"}`;
}

function itemOf(run: string, n: number, knownPeople: number, now: string): string {
  const userId = personOf(n, knownPeople);
  // Stepping by 7 goes through all twenty kinds, and through other ones than the person's own number does.
  const { event, properties } = kinds[(n * 7 + (n >> 4)) % kinds.length]!;
  const traits = isNew(n) ? `,"traits":${JSON.stringify(traitsOf(userId, n))}` : '';
  return (
    `{"type":"track","event":"${event}","messageId":"${clientIdOf(run, n)}","userId":"${userId}","timestamp":"${now}",` +
    `"context":{"library":{"name":"analytics-node","version":"3.1.0"},"campaign":{"source":"newsletter","name":"spring","medium":"email"}${traits}},` +
    `"properties":{${properties(n)}}}`
  );
}

/** The people whom everybody knows before anything is measured, each introduced once. */
export function introductions(from: number, count: number): string {
  const now = new Date().toISOString();
  const batch = Array.from({ length: count }, (_, i) => {
    const userId = `person-${from + i}`;
    return {
      type: 'identify',
      messageId: `known-${from + i}`,
      userId,
      timestamp: now,
      traits: traitsOf(userId, from + i),
    };
  });
  return JSON.stringify({ batch, sentAt: now });
}
