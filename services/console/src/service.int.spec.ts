import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defaultAgreement, hostTimeZone, resolveTimeZones } from '@smarketing/agreement';
import { agreementActivated, topics, type CloudEvent, type TopicName } from '@smarketing/contracts';
import * as contracts from '@smarketing/contracts';
import { encodeRecords, laneOf } from '@smarketing/messaging';
import { boot, openLogger, openPlatform, readConfig, type Booted, type OpenPlatform } from '@smarketing/service-kit';
import { eventually, startTestPostgres, type TestPostgres } from '@smarketing/testing';
import { at, ConsoleStory } from './scene/console-story.ts';
import { consoleService } from './service.ts';

const KEY = 'a-key-that-is-long-enough-for-a-test-0123456789';

const topicOf = new Map(
  Object.values(contracts).flatMap((each): [string, TopicName][] =>
    typeof each === 'object' && 'topic' in each && 'type' in each && typeof each.type === 'string'
      ? [[each.type, each.topic as TopicName]]
      : [],
  ),
);

describe('the service as it runs, as the gateway to a process of scoring', () => {
  let server: TestPostgres;
  let scoring: Server;
  let platform: OpenPlatform;
  let booted: Booted;
  const asked: string[] = [];

  beforeAll(async () => {
    server = await startTestPostgres();
    scoring = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`);
      const edge = { event: 'smarketing.lead.scored.v1', from: 'scoring', to: 'console', count: 0 };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(request.url === '/internal/flow' ? { services: [], edges: [edge] } : { score: 42 }));
    });
    await new Promise<void>((resolve) => scoring.listen(0, '127.0.0.1', resolve));
    const settings = {
      ...{ PORT: '0', SMARKETING_API_KEY: KEY, SMARKETING_CLOCK: at(0) },
      SCORING_URL: `http://127.0.0.1:${(scoring.address() as AddressInfo).port}`,
    };
    platform = await openPlatform(readConfig(settings), await server.freshDatabase(), openLogger('silent', 'console'));
    booted = await boot([consoleService], platform);
  }, 60_000);
  afterAll(async () => {
    await booted?.stop();
    await platform?.close();
    await server?.stop();
    scoring?.closeAllConnections();
    scoring?.close();
  });

  const sent: Record<string, Record<string, number>> = {};
  async function tell(events: readonly CloudEvent[]): Promise<void> {
    for (const event of events) {
      const topic = topicOf.get(event.type)!;
      const producer = event.source.replace('smarketing/', '');
      const lane = topics[topic].broadcast ? 0 : laneOf(event.subject);
      const records = encodeRecords(producer, lane, [{ topic, event }], (sent[producer] ??= {}), Date.parse(at(0)));
      await platform.log.append(records);
    }
  }

  const get = async (path: string, key = KEY) => {
    const response = await fetch(new URL(path, booted.url), { headers: { authorization: `Bearer ${key}` } });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, text, body: (isJson ? JSON.parse(text) : {}) as Record<string, unknown> };
  };

  test('shows what the services say of a lead, lists it, counts it, and tells it live', async () => {
    const live = await fetch(new URL('/api/live', booted.url), { headers: { authorization: `Bearer ${KEY}` } });
    const reader = live.body!.getReader();
    let heard = '';
    const hear = async (part: string): Promise<void> => {
      while (!heard.includes(part)) heard += new TextDecoder().decode((await reader.read()).value);
    };
    await hear('what happens from now on');

    const document = JSON.parse(JSON.stringify(resolveTimeZones(defaultAgreement, hostTimeZone())));
    const data = { version: 3, effectiveFrom: at(0), signed: false, document };
    const activated = { specversion: '1.0' as const, id: 'a', source: 'smarketing/agreement', time: at(0), data };
    await tell([{ ...activated, type: agreementActivated.type, subject: 'agreement' }]);
    const story = new ConsoleStory().identified('organic').profile(1, { name: 'Ada' }, { email: 'ada@example.com' });
    await tell(story.scored('qualified', 80).qualified().routed().events);

    const lead = await eventually(async () => {
      const { body } = await get('/api/leads/lead-1');
      expect(body).toMatchObject({ name: 'Ada', grade: 'A1', owner: { id: 'ada' } });
      return body;
    });
    expect(lead).toMatchObject({ outcome: 'routed', stage: 'mql', cycles: [{ id: 'c1' }], agreementVersion: 3 });
    const listed = await get('/api/leads?email=ada@example.com&stage=mql&source=organic');
    expect(listed.body).toMatchObject({ items: [{ id: 'lead-1', cycle: { number: 1 } }], nextCursor: null });
    expect((await get('/api/leads/counts')).body).toMatchObject({
      ...{ total: 1, outcomes: { routed: 1, held: 0, nurture: 0, none: 0 }, stages: { mql: 1, lead: 0 } },
    });
    await hear('smarketing.lead.routed.v1');
    // There is no order across topics: it may come after what was told later.
    await hear('id: a\nevent: smarketing.agreement.activated.v1\n');
    await reader.cancel();
  });

  test('names the wrong field of a request, and knows no stranger', async () => {
    expect(await get('/api/leads?stage=sometimes&cursor=x&colour=red')).toMatchObject({ status: 400 });
    expect((await get('/api/leads?stage=sometimes')).body).toMatchObject({ errors: [{ field: 'stage' }] });
    expect(await get('/api/leads/nobody')).toMatchObject({ status: 404, body: { title: 'lead not found' } });
    for (const path of ['/api/leads', '/api/leads/counts', '/api/leads/lead-1', '/api/live', '/api/flow']) {
      expect((await get(path, 'guessed')).status).toBe(401);
    }
  });

  test('hands on what scoring answers', async () => {
    expect(await get('/api/leads/lead-1/score')).toMatchObject({ status: 200, body: { score: 42 } });
    expect(asked).toContain(`/api/leads/lead-1/score Bearer ${KEY}`);
  });

  test('puts the progress of all processes together', async () => {
    const { body } = await get('/api/flow');
    expect(asked).toContain(`/internal/flow Bearer ${KEY}`);
    expect(body).toMatchObject({ idle: false, stopped: [], unreachable: [] });
    expect(body['waitingFor']).toContain('24 lanes of scoring are nobody’s');
    expect(body['edges']).toContainEqual({
      event: 'smarketing.lead.scored.v1',
      from: 'scoring',
      to: 'console',
      count: 1,
    });
    await eventually(async () => {
      const flow = (await get('/api/flow')).body as {
        topics: { topic: string; groups: { group: string; lag: number }[] }[];
      };
      const groups = flow.topics.find(({ topic }) => topic === 'smarketing.score.v1')?.groups;
      // The others do not run here.
      expect(groups).toContainEqual({ group: 'console', lag: 0 });
      expect(groups?.find(({ group }) => group === 'routing')?.lag).toBe(2);
    });
  });

  test('measures the lag of all groups and the version in force', async () => {
    const { text } = await get('/metrics');
    const partition = laneOf('lead-1');
    expect(text).toContain(
      `smarketing_consumer_lag_records{topic="smarketing.score.v1",group="routing",partition="${partition}"} 2`,
    );
    expect(text).toMatch(/^smarketing_agreement_version 3$/m);
  });

  test('an open live stream does not keep it from stopping', async () => {
    const live = await fetch(new URL('/api/live', booted.url), { headers: { authorization: `Bearer ${KEY}` } });
    await booted.stop();
    expect(await live.text()).toContain('what happens from now on');
  });
});
