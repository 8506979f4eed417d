import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  consentChanged,
  engagementRecorded,
  profileChanged,
  retoldTypes,
  type CloudEvent,
  type Rebuildable,
} from '@smarketing/contracts';
import { LANES, decisionId, laneOf, type Emit } from '@smarketing/messaging';
import { PostgresLaneDatabase, migrate, openPool } from '@smarketing/postgres';
import { startTestPostgres, type TestPostgres } from '@smarketing/testing';
import type { Pool } from 'pg';
import type { DecodedIntake } from '../domain/decoded-intake.ts';
import { takeStatement } from '../domain/take-statement.ts';
import { aStatement } from '../scene/a-statement.ts';
import { migrations } from './migrations.ts';
import { PostgresDirectory } from './postgres-directory.ts';
import { PostgresRetelling } from './postgres-retelling.ts';

const schema = 'ingestion';
let server: TestPostgres;
let pool: Pool;
let database: PostgresLaneDatabase;
beforeAll(async () => {
  server = await startTestPostgres();
  const url = await server.freshDatabase();
  await migrate(url, schema, migrations);
  pool = openPool(url, { max: 2, applicationName: 'test', onError: () => undefined });
  database = new PostgresLaneDatabase({ pool, schema });
}, 60_000);
afterEach(() => pool.query('TRUNCATE ingestion.client_event, ingestion.lead, ingestion.identifier'));
afterAll(async () => {
  await pool?.end();
  await server?.stop();
}, 60_000);

const DECIDED = Date.parse('2026-03-02T12:00:07.000Z');

/** Takes statements one by one, and returns what the runner would publish. */
async function publish(statements: readonly DecodedIntake[]): Promise<readonly CloudEvent[]> {
  const directory = new PostgresDirectory({ pool, schema });
  const published: CloudEvent[] = [];
  for (const statement of statements) {
    await database.transaction(async (tx) => {
      const view = await directory.load([statement], tx);
      const { changes, emits = [] } = takeStatement(statement, view, DECIDED);
      if (changes) directory.apply(view, changes);
      await directory.save(view, tx);
      published.push(...emits.map((emit, index) => eventOf(emit, statement, index)));
    });
  }
  return published;
}

function eventOf({ definition, key, data }: Emit, { id, receivedat }: DecodedIntake, index: number): CloudEvent {
  return {
    ...{ specversion: '1.0', id: decisionId(id, 'on-intake', index), source: 'smarketing/ingestion' },
    ...{ type: definition.type, subject: key, time: new Date(DECIDED).toISOString() },
    ...{ receivedat, data },
  };
}

/** All pages of all lanes. */
async function retold(service: Rebuildable, limit: number): Promise<{ events: CloudEvent[]; pages: number[] }> {
  const retelling = new PostgresRetelling(schema);
  const events: CloudEvent[] = [];
  const pages: number[] = [];
  for (let lane = 0; lane < LANES; lane++) {
    let after: string | null = null;
    do {
      const ask = { lane, service, after, limit };
      const page: Awaited<ReturnType<PostgresRetelling['page']>> = await database.transaction((tx) =>
        retelling.page(tx, ask),
      );
      expect(page.events.every(({ subject }) => laneOf(subject) === lane)).toBe(true);
      expect(page.unreadable).toEqual([]);
      events.push(...page.events);
      pages.push(page.events.length);
      after = page.after;
    } while (after !== null);
  }
  return { events, pages };
}

const isSnapshot = ({ type }: CloudEvent): boolean => type === profileChanged.type || type === consentChanged.type;
const sorted = (events: readonly CloudEvent[]): CloudEvent[] => events.toSorted((a, b) => (a.id < b.id ? -1 : 1));
/** Whoever hears it now is told the newest snapshots as well. */
const withoutTold = (event: CloudEvent): CloudEvent => {
  if (event.type !== engagementRecorded.type) return event;
  const { toldVersion: _, ...data } = event.data as { toldVersion: number };
  return { ...event, data };
};

const people = ['ada', 'ben', 'cleo', 'dora', 'emil'];
const story = people.flatMap((name, n) => {
  const who = { email: `${name}@example.com` };
  const at = (minute: number): string =>
    new Date(Date.parse('2026-03-01T00:00:00Z') + (n * 60 + minute) * 60_000).toISOString();
  const say = (type: string, minute: number, data: object = {}): DecodedIntake =>
    aStatement(`${name}-${type}-${minute}`, { type, time: at(minute), data: { who, ...data } });
  return [
    say(n % 2 === 0 ? 'content_downloaded' : 'identify', 0, { traits: { title: `Boss ${name}` } }),
    ...Array.from({ length: n * 4 }, (_, minute) => say('page_viewed', minute, { properties: { path: `/${minute}` } })),
    say('call_logged', 20, { properties: { disposition: 'connected' } }),
    say('lead_accepted', 21),
    say('deal_opened', 22, { properties: { dealId: `deal-${name}`, amount: 10 } }),
    say('email_unsubscribed', 23),
    say('identify', 24, {
      traits: { country: 'France' },
      consent: [{ channel: 'phone', purpose: 'sales', granted: true, at: at(24) }],
    }),
    say('customer_renewed', 25),
  ];
});

describe('what ingestion tells again', () => {
  test.each<[Rebuildable, number]>([
    ['scoring', 1_000],
    ['scoring', 3],
    ['feedback', 1],
    ['feedback', 7],
    ['console', 4],
  ])('to %s, in pages of %d, is what it published to it, and of snapshots the newest', async (service, limit) => {
    const published = await publish(story);
    const types = retoldTypes('ingestion', service);
    const told = await retold(service, limit);
    const toIt = published.filter(({ type }) => types.includes(type));
    expect(sorted(told.events.filter((event) => !isSnapshot(event)).map(withoutTold))).toEqual(
      sorted(toIt.filter((event) => !isSnapshot(event)).map(withoutTold)),
    );
    const newest = new Map(toIt.filter(isSnapshot).map((event) => [`${event.subject} ${event.type}`, event]));
    const snapshots = told.events.filter(isSnapshot);
    expect(new Set(snapshots.map(({ subject, type }) => `${subject} ${type}`))).toEqual(new Set(newest.keys()));
    expect(snapshots).toHaveLength(newest.size);
    for (const { subject, type, data, time } of snapshots) {
      const last = newest.get(`${subject} ${type}`)!;
      const { version, ...shown } = data as { version: number };
      const { version: lastVersion, ...lastShown } = last.data as { version: number };
      expect(shown).toEqual(lastShown);
      expect(version).toBeGreaterThanOrEqual(lastVersion);
      expect(time).toBe(last.time);
    }
  });

  test('is paged within a lead that has more than a page', async () => {
    const [first] = story;
    const many = Array.from({ length: 90 }, (_, n) => ({
      ...aStatement(`view-${n}`, { type: 'page_viewed', data: { who: first!.data.who } }),
      // Many at one instant: told apart by their ids.
      time: new Date(Date.parse('2026-03-01T10:00:00Z') + Math.floor(n / 40) * 1_000).toISOString(),
    }));
    const published = await publish(many);
    const { events, pages } = await retold('scoring', 20);
    expect(sorted(events.filter((event) => !isSnapshot(event)).map(withoutTold))).toEqual(
      sorted(published.filter(({ type }) => type === engagementRecorded.type).map(withoutTold)),
    );
    expect(Math.max(...pages)).toBeLessThanOrEqual(22);
  });

  test('leaves out what did not count, and says what cannot be read any more', async () => {
    const [who, call, answer] = ['identify', 'call_logged', 'lead_accepted'].map((type) => aStatement(type, { type }));
    const published = await publish([who!, call!, answer!]);
    await pool.query(`UPDATE ingestion.client_event SET status = 'quarantined' WHERE type = 'call_logged'`);
    await pool.query(`UPDATE ingestion.client_event SET payload = 'null' WHERE type = 'identify'`);
    const ask = { lane: laneOf(published[0]!.subject), service: 'console', after: null, limit: 100 } as const;
    const page = await database.transaction((tx) => new PostgresRetelling(schema).page(tx, ask));
    expect(page.events.map(({ type }) => type)).toEqual([profileChanged.type]);
    expect(page.unreadable).toEqual([
      expect.objectContaining({ id: who!.id, type: 'identify', error: expect.any(Error) }),
    ]);
  });

  test('is nothing, where nobody is known', async () => {
    expect(await retold('console', 10)).toEqual({ events: [], pages: Array.from({ length: LANES }, () => 0) });
  });
});
