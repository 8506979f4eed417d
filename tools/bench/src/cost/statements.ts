import { createHash } from 'node:crypto';
import { INTAKE, type IntakeEvent } from '@smarketing/contracts';
import { AT_HEADER, laneOf, type AppendRecord } from '@smarketing/messaging';
import { inCopy } from './other-names.ts';

const DAY_MS = 86_400_000;
/** How long people have been at it. */
const DAYS = 120;
const SOURCE = 'website';
const PEOPLE_PER_COMPANY = 5;

/** What people do, in the order in which each does it, over and over. */
const DEEDS = [
  ...[
    'page_viewed',
    'email_opened',
    'page_viewed',
    'content_downloaded',
    'page_viewed',
    'email_clicked',
    'page_viewed',
  ],
  ...['email_opened', 'pricing_viewed', 'page_viewed', 'webinar_registered', 'email_opened', 'page_viewed'],
  ...[
    'webinar_attended',
    'email_opened',
    'email_clicked',
    'page_viewed',
    'form_submitted',
    'content_downloaded',
    'email_opened',
  ],
];

export type History = { readonly people: number; readonly eventsEach: number; readonly untilMs: number };

/** What happened until now, in the order of time: everybody in turn. */
export function* historyOf({ people, eventsEach, untilMs }: History): Generator<AppendRecord> {
  const events = people * eventsEach;
  for (let n = 0; n < events; n++) {
    const atMs = untilMs - Math.round(((events - n) / events) * DAYS * DAY_MS);
    yield statement({ person: n % people, copy: 0, deed: Math.floor(n / people), atMs });
  }
}

export type Fresh = {
  readonly people: number;
  readonly copies: number;
  readonly events: number;
  readonly round: number;
};

/**
 * What happens now: always by as many people, who are known. Of several copies of the history each person belongs to another, so
 * that they lie as far apart as everybody does.
 */
export function freshEvents({ people, copies, events, round }: Fresh): AppendRecord[] {
  const atMs = Date.now();
  return Array.from({ length: events }, (_, n) => {
    const person = n % people;
    return statement({ person, copy: person % copies, deed: 1_000 + round * 100 + Math.floor(n / people), atMs });
  });
}

export const emailOf = (person: number, copy: number): string =>
  inCopy(copy, `${idOf(`person ${person}`)}@${idOf(`company ${Math.floor(person / PEOPLE_PER_COMPANY)}`)}.example`);

type Deed = { readonly person: number; readonly copy: number; readonly deed: number; readonly atMs: number };

function statement({ person, copy, deed, atMs }: Deed): AppendRecord {
  const email = emailOf(person, copy);
  const at = new Date(atMs).toISOString();
  const type = deed === 0 ? 'form_submitted' : DEEDS[(deed + person) % DEEDS.length]!;
  const event: IntakeEvent = {
    ...{ specversion: '1.0', id: inCopy(copy, idOf(`deed ${deed} of ${person}`)), source: SOURCE, type },
    ...{ time: at, receivedat: at, principalid: SOURCE, principalkind: 'intake-key', principalscopes: 'intake' },
    contenthash: createHash('sha256').update(`${email} ${deed}`).digest('hex'),
    data: { who: { email }, ...contentOf(type, person, deed) },
  };
  const key = `${SOURCE} ${email}`;
  return {
    ...{ topic: INTAKE, partition: laneOf(key), key, value: JSON.stringify(event) },
    headers: { 'content-type': 'application/cloudevents+json; charset=UTF-8', [AT_HEADER]: String(Date.now()) },
  };
}

function contentOf(type: string, person: number, deed: number): Partial<IntakeEvent['data']> {
  const campaign = { source: 'newsletter', name: 'spring', medium: 'email' };
  const path = `/articles/${(person * 7 + deed) % 200}`;
  const page = { url: `https://engines.example${path}`, path, title: `Analytical engines, article ${path}` };
  if (deed === 0) return { campaign, traits: traitsOf(person), properties: { form: 'newsletter' } };
  if (type === 'form_submitted') return { campaign, properties: { form: 'newsletter', topic: 'sales' } };
  if (type === 'content_downloaded' || type === 'webinar_attended') {
    const n = (person + deed) % 60;
    const asset = { id: `asset-${n}`, type: 'guide', title: `Asset ${n}` };
    return { campaign, asset, properties: { title: asset.title } };
  }
  return { campaign, properties: page };
}

function traitsOf(person: number) {
  const pick = <T>(...choices: readonly T[]): T => choices[person % choices.length]!;
  return {
    ...{
      firstName: 'Ada',
      lastName: `Number ${person}`,
      company: `Company ${Math.floor(person / PEOPLE_PER_COMPANY)}`,
    },
    ...{ country: pick('DE', 'FR', 'US', 'NL'), headcount: pick(5, 30, 200, 800, 3_000) },
    ...{
      industry: pick('software', 'retail', 'farming', 'insurance'),
      title: pick('VP Operations', 'Engineer', 'CEO'),
    },
  };
}

/** Always the same for the same name, in the layout of a random uuid. */
function idOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
