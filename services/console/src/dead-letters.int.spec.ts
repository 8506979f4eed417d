import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { defaultAgreement, hostTimeZone, resolveTimeZones } from '@smarketing/agreement';
import { agreementActivated, dealWon, type CloudEvent } from '@smarketing/contracts';
import { encodeRecords, laneOf, type DeadLetter } from '@smarketing/messaging';
import { PostgresLaneDatabase } from '@smarketing/postgres';
import {
  boot,
  openLogger,
  openPlatform,
  readConfig,
  type Booted,
  type LetterItem,
  type OpenPlatform,
} from '@smarketing/service-kit';
import { eventually, startTestPostgres, type TestPostgres } from '@smarketing/testing';
import { remoteOffice } from './gateway/letter-office.ts';
import { consoleService } from './service.ts';

const KEY = 'a-key-that-is-long-enough-for-a-test-0123456789';
const asker = { id: 'api-key', authorization: `Bearer ${KEY}` };

let server: TestPostgres;
let scoring: Server;
let platform: OpenPlatform;
let booted: Booted;
let database: PostgresLaneDatabase;
/** Where nobody answers. */
let nowhere: string;
const asked: { readonly path: string; readonly by: string | undefined; readonly body: unknown }[] = [];

/** What a process of scoring would say: one letter, which waits. */
const ofScoring: Partial<LetterItem> = {
  ...{ service: 'scoring', id: 'of-scoring', status: 'waiting', reason: 'decide-threw', replayable: true },
  at: '2026-01-01T00:00:02.000Z',
};

beforeAll(async () => {
  server = await startTestPostgres();
  scoring = createServer((request, response) => {
    void text(request).then((body) => {
      const path = request.url ?? '';
      asked.push({ path, by: request.headers.authorization, body: body === '' ? undefined : JSON.parse(body) });
      const answer = path.endsWith('/replay')
        ? { asked: ['of-scoring'] }
        : path.includes('/internal/dead-letters/scoring?')
          ? { items: [ofScoring] }
          : path.endsWith('/of-scoring')
            ? ofScoring
            : null;
      response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => scoring.listen(0, '127.0.0.1', resolve));
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
  nowhere = `http://127.0.0.1:${(gone.address() as AddressInfo).port}`;
  await new Promise((resolve) => gone.close(resolve));
  const settings = {
    ...{ PORT: '0', SMARKETING_API_KEY: KEY, ROUTING_URL: nowhere },
    SCORING_URL: `${nowhere},http://127.0.0.1:${(scoring.address() as AddressInfo).port}`,
  };
  platform = await openPlatform(readConfig(settings), await server.freshDatabase(), openLogger('silent', 'console'));
  booted = await boot([consoleService], platform);
  database = new PostgresLaneDatabase({ pool: platform.pool, schema: 'console' });
  // Nothing is decided before there is an agreement.
  const document = JSON.parse(JSON.stringify(resolveTimeZones(defaultAgreement, hostTimeZone())));
  const time = '2026-01-01T00:00:00.000Z';
  const data = { version: 0, effectiveFrom: time, signed: false, document };
  const { type, topic } = agreementActivated;
  const event: CloudEvent = {
    specversion: '1.0',
    id: 'a',
    source: 'smarketing/agreement',
    type,
    subject: 'agreement',
    time,
    data,
  };
  await platform.log.append(encodeRecords('agreement', 0, [{ topic, event }], {}, Date.parse(time)));
}, 60_000);
afterAll(async () => {
  await booted?.stop();
  await platform?.close();
  await server?.stop();
  scoring?.closeAllConnections();
  scoring?.close();
}, 60_000);
beforeEach(() => void asked.splice(0));

const lead = 'lead-1';
const won: CloudEvent = {
  ...{ specversion: '1.0', id: 'e1', source: 'smarketing/ingestion', type: dealWon.type, subject: lead },
  time: '2026-01-01T00:00:00.000Z',
  data: { eventId: 'e1', source: 'crm', occurredAt: '2026-01-01T00:00:00.000Z', dealId: 'd1', amount: 5_000 },
};
const letter = (id: string, second: number, given: Partial<DeadLetter> = {}): DeadLetter => ({
  ...{ id, lane: laneOf(lead), reactor: 'on-sales', reason: 'decide-threw', detail: 'TypeError: boom', stack: 'at x' },
  ...{ topic: dealWon.topic, partition: laneOf(lead), offset: 7, eventId: 'e1', eventType: dealWon.type },
  ...{ payload: JSON.stringify(won), isCut: false, record: null, attempts: 1 },
  atMs: Date.parse('2026-01-01T00:00:00Z') + second * 1_000,
  ...given,
});
const add = (...letters: readonly DeadLetter[]): Promise<void> =>
  database.transaction((tx) => database.addDeadLetters(tx, letters));

async function call(method: 'GET' | 'POST', path: string, body?: object, key = KEY) {
  const response = await fetch(`${booted.url}/api/dead-letters${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {}),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const idsIn = ({ body }: { readonly body: Record<string, unknown> }): string[] =>
  (body['items'] as { readonly id: string }[]).map(({ id }) => id);

describe('the dead letters of all services', () => {
  test('are one list, in which a service that does not answer is named', async () => {
    await add(letter('a', 1), letter('b', 3), letter('c', 5, { reason: 'foreign' }));
    const all = await call('GET', '');
    expect([all.status, idsIn(all)]).toEqual([200, ['c', 'b', 'of-scoring', 'a']]);
    const silent = all.body['unreachable'] as { service: string; because: string }[];
    expect(silent.map(({ service }) => service)).toEqual(['agreement', 'feedback', 'ingestion', 'routing', 'sla']);
    expect(silent.find(({ service }) => service === 'routing')?.because).toBe(`${nowhere}: ECONNREFUSED`);
    expect(asked).toMatchObject([{ by: `Bearer ${KEY}` }]);

    const first = await call('GET', '?limit=3');
    expect(idsIn(first)).toEqual(['c', 'b', 'of-scoring']);
    const rest = await call('GET', `?limit=3&service=console&cursor=${String(first.body['nextCursor'])}`);
    expect([idsIn(rest), rest.body['nextCursor'], rest.body['unreachable']]).toEqual([['a'], null, []]);
    const narrow = await call('GET', '?service=console&reason=foreign&since=2026-01-01T00:00:04Z&status=open');
    expect(idsIn(narrow)).toEqual(['c']);
  });

  test('are shown whole', async () => {
    await add(letter('whole', 10));
    expect(await call('GET', '/console/whole')).toMatchObject({
      status: 200,
      body: {
        ...{
          service: 'console',
          id: 'whole',
          payload: JSON.stringify(won),
          stack: 'at x',
          replays: [],
          replayable: true,
        },
        at: '2026-01-01T00:00:10.000Z',
      },
    });
    expect(await call('GET', '/scoring/of-scoring')).toMatchObject({ status: 200, body: { service: 'scoring' } });
    expect(await call('GET', '/console/none')).toMatchObject({ status: 404, body: { title: 'dead letter not found' } });
    expect(await call('GET', '/scoring/none')).toMatchObject({ status: 404 });
    expect(await call('GET', '/nobody/none')).toMatchObject({ status: 404, body: { title: 'service not found' } });
    expect(await call('GET', '/routing/none')).toMatchObject({ status: 503, body: { title: 'service unavailable' } });
  });

  test('name the wrong field of a request, and are for operations alone', async () => {
    expect(await call('GET', '?reason=bad-luck')).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'reason' }] },
    });
    expect(await call('GET', '?cursor=x')).toMatchObject({ status: 400, body: { errors: [{ field: 'cursor' }] } });
    expect(await call('GET', '?since=yesterday')).toMatchObject({ status: 400 });
    // A filter that is misspelt must not mean all of them.
    expect(await call('POST', '/replay', { servise: 'console' })).toMatchObject({ status: 400 });
    expect((await call('GET', '', undefined, 'guessed')).status).toBe(401);
    for (const path of ['/replay', '/console/a/replay']) {
      expect((await call('POST', path, {}, 'guessed')).status).toBe(401);
    }
  });
});

describe('replaying', () => {
  const settled = (id: string, status: string) =>
    eventually(async () => {
      const { body } = await call('GET', `/console/${id}`);
      expect(body['status']).toBe(status);
      return body;
    });

  test('is asked of the service and decided by its lane, once, however many ask', async () => {
    await add(letter('again', 20));
    const answers = await Promise.all([1, 2, 3, 4].map(() => call('POST', '/console/again/replay')));
    for (const { status } of answers) expect([202, 409]).toContain(status);
    expect(answers.map(({ status }) => status)).toContain(202);
    const body = await settled('again', 'replayed');
    expect(body).toMatchObject({ attempts: 2, replays: [{ requestedBy: 'api-key', outcome: 'applied' }] });
    const view = await fetch(`${booted.url}/api/leads/${lead}`, { headers: { authorization: `Bearer ${KEY}` } });
    expect(await view.json()).toMatchObject({ id: lead });
    expect(await call('POST', '/console/again/replay')).toMatchObject({
      status: 409,
      body: { title: 'already replayed' },
    });
  });

  test('says why it is not done', async () => {
    await add(letter('cut', 21, { isCut: true }), letter('torn', 22, { payload: '{' }));
    expect(await call('POST', '/console/cut/replay')).toMatchObject({ status: 409, body: { title: 'payload cut' } });
    expect((await call('POST', '/console/torn/replay')).status).toBe(202);
    expect(await settled('torn', 'waiting')).toMatchObject({ attempts: expect.any(Number) });
    const failed = await eventually(async () => {
      const { body } = await call('GET', '/console/torn');
      expect(body).toMatchObject({ attempts: 2 });
      return body;
    });
    expect(failed).toMatchObject({ reason: 'undecodable', detail: expect.stringMatching(/JSON/) });
    expect(await call('POST', '/routing/a/replay')).toMatchObject({ status: 503 });
  });

  test('may be asked for all that wait and are meant', async () => {
    await add(letter('bulk 1', 30, { reactor: 'bulk' }), letter('bulk 2', 31, { reactor: 'bulk', isCut: true }));
    const { status, body } = await call('POST', '/replay', { reactor: 'bulk', service: 'console' });
    expect([status, body]).toEqual([
      202,
      { asked: [{ service: 'console', id: 'bulk 1' }], hasMore: false, unreachable: [] },
    ]);
    await settled('bulk 1', 'waiting');
    const everywhere = await call('POST', '/replay', { since: '2026-01-01T00:00:02Z', limit: 1, reason: 'foreign' });
    expect(everywhere.body).toMatchObject({ hasMore: true });
    const scored = await call('POST', '/replay', { service: 'scoring' });
    expect(scored.body['asked']).toEqual([{ service: 'scoring', id: 'of-scoring' }]);
    expect(asked.at(-1)).toMatchObject({
      path: '/internal/dead-letters/scoring/replay',
      body: { ids: ['of-scoring'] },
    });
  });

  test('is asked of another process in the same words that this one understands', async () => {
    await add(letter('remote', 40));
    const office = remoteOffice('console', [nowhere, booted.url]);
    const page = { status: 'waiting', replayable: true, since: '2026-01-01T00:00:40Z', limit: 2 } as const;
    const [found] = await office.list(page, asker);
    expect(found?.id).toBe('remote');
    expect(await office.list({ ...page, cursor: { atMs: Date.parse(found!.at), id: 'remote' } }, asker)).toEqual([]);
    expect(await office.find('remote', asker)).toMatchObject({ id: 'remote', payload: JSON.stringify(won) });
    expect(await office.find('none', asker)).toBeNull();
    expect(await office.replay(['remote', 'none'], asker)).toEqual(['remote']);
    await settled('remote', 'replayed');
    const other = remoteOffice('sla', [booted.url]);
    await expect(other.list(page, asker)).rejects.toThrow(/answered 421/);
    await expect(office.list(page, { ...asker, authorization: 'Bearer guessed' })).rejects.toThrow(/answered 401/);
  });
});
