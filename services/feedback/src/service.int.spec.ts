import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultAgreement, hostTimeZone, resolveTimeZones } from '@smarketing/agreement';
import * as contracts from '@smarketing/contracts';
import type { CloudEvent, DataOf, EventDefinition } from '@smarketing/contracts';
import { encodeRecords, laneOf } from '@smarketing/messaging';
import { boot, openLogger, openPlatform, readConfig } from '@smarketing/service-kit';
import type { Booted, OpenPlatform } from '@smarketing/service-kit';
import { eventually, startTestPostgres } from '@smarketing/testing';
import type { TestPostgres } from '@smarketing/testing';
import { feedback } from './service.ts';

const KEY = 'a-key-that-is-long-enough-for-a-test-0123456789';
const NOW = '2026-03-25T09:20:00.000Z';
const stated = (eventId: string) => ({ eventId, source: 'import', occurredAt: NOW, receivedAt: NOW, properties: {} });

describe('the service as it runs', () => {
  let server: TestPostgres;
  let platform: OpenPlatform;
  let booted: Booted;
  const sent: Record<string, Record<string, number>> = {};

  beforeAll(async () => {
    server = await startTestPostgres();
    const config = readConfig({ PORT: '0', SMARKETING_API_KEY: KEY, SMARKETING_CLOCK: NOW }, []);
    platform = await openPlatform(config, await server.freshDatabase(), openLogger('silent', 'feedback'));
    booted = await boot([feedback], platform);
  }, 60_000);
  afterAll(async () => {
    await booted?.stop();
    await platform?.close();
    await server?.stop();
  }, 60_000);

  async function tell<D>(from: string, definition: EventDefinition<D>, subject: string, data: D): Promise<void> {
    await append(from, definition.topic, eventOf(from, definition, subject, data));
  }

  let events = 0;
  function eventOf<D>(source: string, { type }: EventDefinition<D>, subject: string, data: D): CloudEvent {
    return { specversion: '1.0', id: `event-${events++}`, source, type, subject, time: NOW, receivedat: NOW, data };
  }

  async function append(from: string, topic: string, event: CloudEvent, lane = laneOf(event.subject)): Promise<void> {
    const numbers = (sent[from] ??= {});
    await platform.log.append(encodeRecords(from, lane, [{ topic, event }], numbers, Date.parse(NOW)));
  }

  const get = (path: string, key = KEY) =>
    fetch(new URL(path, booted.url), { headers: { authorization: `Bearer ${key}` } });

  test('counts who came from where and who bought, and hears what they say', async () => {
    const document = JSON.parse(JSON.stringify(resolveTimeZones(defaultAgreement, hostTimeZone())));
    const version: DataOf<typeof contracts.agreementActivated> = {
      ...{ version: 0, effectiveFrom: NOW, signed: false, document },
    };
    await tell('agreement', contracts.agreementActivated, 'agreement', version);
    for (const [lead, source] of [
      ['a', 'email'],
      ['b', 'email'],
      ['c', undefined],
    ] as const) {
      const campaign = source === undefined ? {} : { campaign: { source } };
      const form = { ...stated(`form-${lead}`), type: 'form_submitted', asset: { id: 'landing' }, ...campaign };
      await tell('ingestion', contracts.engagementRecorded, lead, form);
    }
    await tell('ingestion', contracts.dealWon, 'b', { ...stated('won-b'), dealId: 'd' });
    await tell('ingestion', contracts.objectionHeard, 'c', { ...stated('no-c'), objection: 'Too expensive' });
    const report = await eventually(async () => {
      const body = (await (await get('/api/reports/funnel?by=source')).json()) as Record<string, unknown>;
      expect(body).toMatchObject({ leads: 3, won: 1 });
      const { total } = (await (await get('/api/reports/objections')).json()) as { total: number };
      expect(total).toBe(1);
      return body;
    });
    expect(report).toMatchObject({
      conversion: 0.3333,
      groups: [
        { key: 'email', leads: 2, won: 1, conversion: 0.5 },
        { key: null, leads: 1, won: 0, conversion: 0 },
      ],
    });
    const heard = (await (await get('/api/reports/objections')).json()) as { objections: unknown[] };
    expect(heard.objections).toMatchObject([
      { objection: 'too expensive', examples: [{ leadId: 'c', occurredAt: NOW }] },
    ]);
  });

  test('gives the groups as CSV', async () => {
    const answer = await get('/api/reports/funnel?format=csv');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(await answer.text()).toBe('source,leads,won,conversion\r\nemail,2,1,0.5\r\n,1,0,0\r\n');
  });

  test('tells months and landing pages apart as well', async () => {
    const keys = async (by: string): Promise<unknown> => {
      const { groups } = (await (await get(`/api/reports/funnel?by=${by}`)).json()) as { groups: { key: unknown }[] };
      return groups.map(({ key }) => key);
    };
    expect([await keys('cohort'), await keys('asset'), await keys('persona')]).toEqual([
      ['2026-03'],
      ['landing'],
      [null],
    ]);
  });

  test('builds its reports again while events come, and says only then what follows from them', async () => {
    const lane = laneOf('b');
    const asks = { replayId: 'r1', for: 'feedback' as const };
    const won = { ...stated('won-b'), dealId: 'd' };
    const form = {
      ...stated('form-b'),
      type: 'form_submitted',
      asset: { id: 'landing' },
      campaign: { source: 'email' },
    };
    const figures = async () => (await get('/api/reports/funnel?by=source')).json() as Promise<{ won: number }>;
    const before = await figures();
    const enrolled = async () => (await platform.log.read(contracts.leadEnrolled.topic, lane, 0, 100)).length;

    const { replayRequested, retellingFinished, retoldTopics } = contracts;
    const begun = eventOf('console', replayRequested, String(lane), { ...asks, at: NOW });
    await append('console', replayRequested.topic, begun, lane);
    await eventually(async () => expect((await figures()).won).toBe(0));
    // Of somebody who bought already nothing follows; as long as that is forgotten, a campaign would.
    await tell('ingestion', contracts.dealLost, 'b', { ...stated('lost-b'), dealId: 'e' });
    await tell('ingestion', contracts.objectionHeard, 'b', { ...stated('no-b'), objection: 'Too expensive' });
    await eventually(async () => {
      expect(await (await get('/api/reports/objections')).json()).toMatchObject({ total: 2 });
    });
    expect(await enrolled()).toBe(0);
    for (const event of [
      eventOf('ingestion', contracts.dealWon, 'b', won),
      eventOf('ingestion', contracts.engagementRecorded, 'b', form),
      eventOf('ingestion', contracts.dealWon, 'b', won),
    ]) {
      await append('ingestion', retoldTopics.feedback, event, lane);
    }
    await eventually(async () => expect(await figures()).toEqual(before));
    for (const by of contracts.retellersOf('feedback')) {
      const finished = eventOf(by, retellingFinished.feedback, String(lane), { ...asks, by, events: 3 });
      await append(by, retoldTopics.feedback, finished, lane);
    }
    const waiting = () =>
      platform.pool.query(`SELECT body ->> 'postponed' AS p FROM feedback.feedback_lead WHERE key = 'b'`);
    await eventually(async () => expect((await waiting()).rows).toEqual([{ p: null }]));
    expect(await figures()).toEqual(before);
    expect(await enrolled()).toBe(0);
  });

  test('names the wrong field of a request, and answers nobody without a key', async () => {
    const wrong = await get('/api/reports/funnel?by=weather');
    expect([wrong.status, await wrong.json()]).toMatchObject([400, { errors: [{ field: 'by' }] }]);
    expect((await get('/api/reports/funnel?bye=source')).status).toBe(400);
    expect((await get('/api/reports/objections?limit=0')).status).toBe(400);
    expect((await get('/api/reports/funnel', 'guessed')).status).toBe(401);
  });
});
