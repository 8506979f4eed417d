import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NOW, API_KEY, WRITE_KEY, openIngestion, type IngestionScene } from '../scene/ingestion-scene.ts';

let scene: IngestionScene;
beforeAll(async () => {
  scene = await openIngestion();
});
afterAll(() => scene.close());

const basic = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
const api = `Bearer ${API_KEY}`;
const post = (url: string, payload: string | Buffer | object | undefined, headers: Record<string, string> = {}) =>
  scene.app.inject({
    method: 'POST',
    url,
    ...(payload === undefined ? {} : { payload }),
    headers: { authorization: basic, 'content-type': 'application/json', ...headers },
  });
const rowOf = (clientId: string) => scene.directory.rows().find((row) => row.clientId === clientId);
const settled = () => scene.published('smarketing.profile.v1');

describe('Segment calls', () => {
  const track = (messageId: string, more: object = {}) => ({
    type: 'track',
    event: 'Content Downloaded',
    messageId,
    userId: 'u1',
    properties: { title: 'Guide' },
    ...more,
  });

  test.each(['track', 't'])('POST /v1/%s is taken with Basic authentication', async (path) => {
    const answer = await post(`/v1/${path}`, track(`basic-${path}`));
    expect([answer.statusCode, answer.json()]).toEqual([200, { success: true }]);
    await settled();
    expect(rowOf(`basic-${path}`)).toMatchObject({
      type: 'content_downloaded',
      source: 'write-key',
      status: 'applied',
    });
  });

  test('the write key may stand in the body, in JSON that says it is text', async () => {
    const body = JSON.stringify({ ...track('in-body'), writeKey: WRITE_KEY });
    const answer = await post('/v1/t', body, { authorization: '', 'content-type': 'text/plain' });
    expect(answer.statusCode).toBe(200);
  });

  test('gzip is taken though it is labelled as a form', async () => {
    const body = gzipSync(JSON.stringify({ batch: [track('zipped')], sentAt: new Date(NOW).toISOString() }));
    const answer = await post('/v1/batch', body, {
      'content-type': 'application/x-www-form-urlencoded',
      'content-encoding': 'gzip',
    });
    expect(answer.statusCode).toBe(200);
    await settled();
    expect(rowOf('zipped')).toBeDefined();
  });

  test('what was sent again is counted once, although its sentAt is another', async () => {
    const sent = (sentAt: string) => post('/v1/track', track('again', { timestamp: '2026-03-02T11:00:00Z', sentAt }));
    await sent('2026-03-02T11:00:01Z');
    await sent('2026-03-02T11:59:00Z');
    await settled();
    const row = rowOf('again')!;
    expect(scene.directory.repeatsOf(row)).toBe(1);
    expect(row.occurredAtMs).toBe(NOW - 1_000);
  });

  test('a batch goes through event by event: what is wrong is set aside with a reason', async () => {
    const batch = [
      track('good'),
      null,
      track('no-event', { event: undefined }),
      track('too-long', { properties: { text: 'x'.repeat(33_000) } }),
      track('odd-time', { timestamp: 'yesterday' }),
      track('sales', { event: 'Deal Won' }),
    ];
    const before = scene.database.deadLetters.size;
    expect((await post('/v1/batch', { batch })).statusCode).toBe(200);
    await settled();
    expect(rowOf('good')).toMatchObject({ status: 'applied' });
    expect(rowOf('sales')).toMatchObject({ status: 'refused', reason: expect.stringContaining('scope sales') });
    const details = [...scene.database.deadLetters.values()].slice(before).map(({ detail }) => detail);
    expect(details.sort()).toEqual([
      expect.stringContaining('event: is missing'),
      expect.stringMatching(/the event: has 33\d+ bytes, at most 32768/),
      expect.stringContaining('the event: must be an object'),
      expect.stringContaining('timestamp: is no ISO 8601 instant'),
    ]);
  });

  test.each([
    ['half of JSON', '{"type":', 400, 'bad-json'],
    ['nothing', '', 400, 'bad-batch'],
    ['a batch that is a number', JSON.stringify({ batch: 1 }), 400, 'bad-batch'],
    ['2,501 events', JSON.stringify({ batch: Array(2_501).fill(1) }), 400, 'bad-batch'],
  ])('%s is no batch', async (_name, body, status, code) => {
    const answer = await post('/v1/batch', body);
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ type: `urn:smarketing:problem:${code}` });
  });

  test('a body of more than 4 MB is too large, packed or not', async () => {
    const large = JSON.stringify({ batch: [{ text: 'x'.repeat(5_000_000) }] });
    expect((await post('/v1/batch', large)).statusCode).toBe(413);
    expect((await post('/v1/batch', gzipSync(large))).statusCode).toBe(413);
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', (plain: Buffer) => brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
  ])('a bomb in %s goes no further than to its 4 MB', async (encoding, pack) => {
    const bomb = pack(Buffer.alloc(64 * 1024 * 1024, ' '));
    expect(bomb.length).toBeLessThan(100_000);
    expect((await post('/v1/batch', bomb, { 'content-encoding': encoding })).statusCode).toBe(413);
  });

  test('without a key that is known nothing is taken', async () => {
    expect((await post('/v1/track', track('nobody'), { authorization: '' })).statusCode).toBe(401);
    expect((await post('/v1/track', { ...track('nobody'), writeKey: 'wrong' }, { authorization: '' })).statusCode).toBe(
      401,
    );
  });

  test('a call that does not exist is not found', async () => {
    expect((await post('/v1/forget', {})).statusCode).toBe(404);
  });

  test("browsers' preflights are answered", async () => {
    const answer = await scene.app.inject({
      method: 'OPTIONS',
      url: '/v1/t',
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-retry-count',
      },
    });
    expect(answer.statusCode).toBe(204);
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': '*' });
    expect(answer.headers['access-control-allow-headers']).toContain('x-retry-count');
    const call = await post('/v1/t', track('from-browser'), { origin: 'https://shop.example' });
    expect(call.headers).toMatchObject({ 'access-control-allow-origin': '*' });
  });

  test('analytics.js learns where to send', async () => {
    const answer = await scene.app.inject({
      url: `/v1/projects/${WRITE_KEY}/settings`,
      headers: { host: 'smk.example' },
    });
    expect(answer.json()).toMatchObject({
      integrations: { 'Segment.io': { apiKey: WRITE_KEY, apiHost: 'smk.example/v1' } },
    });
  });
});

describe('CloudEvents', () => {
  const event = (id: string, more: object = {}) => ({
    specversion: '1.0',
    id,
    source: 'shop',
    type: 'smarketing.pricing_viewed.v1',
    time: '2026-03-02T11:30:00Z',
    data: { who: { email: 'ce@acme.com' }, properties: { plan: 'team' } },
    ...more,
  });
  const structured = { 'content-type': 'application/cloudevents+json' };

  test('structured', async () => {
    const answer = await post('/events', event('structured'), structured);
    expect([answer.statusCode, answer.json()]).toEqual([
      202,
      { accepted: 1, events: [{ id: 'structured', eventId: expect.stringMatching(/^[0-9a-f-]{36}$/) }] },
    ]);
    await settled();
    expect(rowOf('structured')).toMatchObject({
      type: 'pricing_viewed',
      source: 'shop',
      occurredAtMs: Date.parse('2026-03-02T11:30:00Z'),
      payload: { who: { email: 'ce@acme.com' }, properties: { plan: 'team' } },
    });
  });

  test('binary, and it is the same event as in structured mode', async () => {
    const { data, ...attributes } = event('either-way');
    const headers = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value as string]),
    );
    expect((await post('/events', data, headers)).statusCode).toBe(202);
    expect((await post('/events', event('either-way'), structured)).statusCode).toBe(202);
    await settled();
    expect(scene.directory.repeatsOf(rowOf('either-way')!)).toBe(1);
  });

  test('batched', async () => {
    const answer = await post('/events', JSON.stringify([event('b1'), event('b2')]), {
      'content-type': 'application/cloudevents-batch+json',
    });
    expect(answer.json()).toMatchObject({ accepted: 2 });
  });

  test('flat data is understood, and what has no place is a property', async () => {
    const body = {
      id: 'flat',
      type: 'form_submitted',
      data: { email: 'flat@acme.com', pages: 3, traits: { title: 'CEO' } },
    };
    expect((await post('/events', body)).statusCode).toBe(202);
    await settled();
    expect(rowOf('flat')).toMatchObject({
      source: 'write-key',
      occurredAtMs: NOW,
      payload: { who: { email: 'flat@acme.com' }, properties: { pages: 3 }, traits: { title: 'CEO' } },
    });
  });

  test('no event is later than its reception', async () => {
    await post('/events', event('future', { time: '2031-01-01T00:00:00Z' }));
    await settled();
    expect(rowOf('future')).toMatchObject({ occurredAtMs: NOW });
  });

  test.each([
    ['no id', event('x', { id: undefined }), ['id']],
    ['an id that is a number', event('x', { id: 7 }), ['id']],
    ['no type, and a time that is none', event('x', { type: undefined, time: 'noon' }), ['type', 'time']],
    ['a time before all calendars', event('x', { time: '0000-01-01T00:00:00Z' }), ['time']],
    ['another version', event('x', { specversion: '0.3' }), ['specversion']],
    ['traits that are text', event('x', { data: { email: 'a@b.co', traits: 'CEO' } }), ['data.traits']],
    ['who that is text', event('x', { data: { who: 'anna' } }), ['data.who']],
    ['data that is text', event('x', { data: 'anna' }), ['data']],
    ['one of many', [event('y'), event('x', { id: undefined })], ['[1].id']],
  ])('%s is refused with every wrong field named', async (_name, body, fields) => {
    const before = (await scene.taken()).length;
    const answer = await post('/events', JSON.stringify(body));
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect((answer.json() as { errors: { field: string }[] }).errors.map(({ field }) => field).sort()).toEqual(
      fields.sort(),
    );
    expect((await scene.taken()).length).toBe(before);
  });

  const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
  test.each([
    ['bad JSON', '{', 400],
    ['nothing', '', 400],
    ['null', 'null', 400],
    ['a number', '7', 400],
    ['__proto__', '{"id":"p","type":"t","data":{"email":"a@b.co","properties":{"__proto__":{"admin":true}}}}', 400],
    ['depth 10,000', `{"id":"d","type":"t","data":{"email":"a@b.co","properties":{"x":${deep}}}}`, 400],
    ['5 MB', JSON.stringify(event('large', { data: { email: 'a@b.co', text: 'x'.repeat(5_000_000) } })), 413],
    ['40 KB', JSON.stringify(event('large', { data: { email: 'a@b.co', text: 'x'.repeat(40_000) } })), 400],
    ['an unknown type', JSON.stringify(event('unknown', { type: 'com.acme.Thing' })), 202],
  ])('%s does no harm', async (_name, body, status) => {
    expect((await post('/events', body)).statusCode).toBe(status);
  });

  test('U+0000 and half a surrogate pair are taken out of what is kept', async () => {
    const body =
      '{"id":"nul","type":"form_submitted","data":{"email":"nul@acme.com","properties":{"a\\u0000":"x\\u0000y\\ud800"}}}';
    expect((await post('/events', body)).statusCode).toBe(202);
    await settled();
    expect(rowOf('nul')?.payload.properties).toEqual({ a: 'xy\uFFFD' });
  });

  test('what sales states needs a key of sales; in a batch it is set aside and its neighbours go through', async () => {
    const call = (id: string) => event(id, { type: 'call_logged' });
    expect((await post('/events', call('call-1'))).statusCode).toBe(403);
    expect((await post('/events', call('call-2'), { authorization: api })).statusCode).toBe(202);
    expect((await post('/events', JSON.stringify([call('call-3'), event('beside')]))).statusCode).toBe(202);
    await settled();
    expect(['call-1', 'call-2', 'call-3', 'beside'].map((id) => rowOf(id)?.status)).toEqual([
      undefined,
      'applied',
      'refused',
      'applied',
    ]);
  });
});

describe('what sales people say about a lead', () => {
  const leadId = async (): Promise<string> => {
    await post('/events', { id: 'of-lead', type: 'demo_requested', data: { email: 'lead@acme.com' } });
    await settled();
    return rowOf('of-lead')!.leadId!;
  };
  const say = (url: string, payload: object, headers: Record<string, string> = {}) =>
    post(url, payload, { authorization: api, ...headers });

  test.each([
    [
      'answer',
      { answer: 'rejected', reason: 'bad-data', fact: 'phone' },
      'handoff.answered',
      { answer: 'rejected', fact: 'phone' },
    ],
    ['touch', { kind: 'meeting', by: 'rep-1' }, 'touch.logged', { kind: 'meeting', by: 'rep-1' }],
    ['objection', { objection: 'too dear' }, 'objection.heard', { objection: 'too dear' }],
    ['nominate', { because: 'I know them' }, 'lead.nominated', { because: 'I know them' }],
  ])('POST /api/leads/:id/%s enters by the intake', async (noun, body, type, data) => {
    const lead = await leadId();
    const answer = await say(`/api/leads/${lead}/${noun}`, body);
    expect(answer.statusCode).toBe(202);
    const { eventId } = answer.json() as { eventId: string };
    const published = await scene.published('smarketing.sales.v1');
    const event = published.find((one) => (one.data as { eventId: string }).eventId === eventId);
    expect(event).toMatchObject({ type: `smarketing.${type}.v1`, subject: lead, data });
  });

  test('is counted once per Idempotency-Key or id', async () => {
    const lead = await leadId();
    const touch = { kind: 'call' };
    const ids = [
      (await say(`/api/leads/${lead}/touch`, touch, { 'idempotency-key': 'once' })).json(),
      (await say(`/api/leads/${lead}/touch`, { ...touch, id: 'once' })).json(),
    ];
    expect(ids[1]).toEqual(ids[0]);
    await settled();
    expect(scene.directory.repeatsOf(rowOf('once')!)).toBe(1);
  });

  test('about nobody is set aside visibly', async () => {
    expect((await say('/api/leads/nobody/touch', { kind: 'call', id: 'about-nobody' })).statusCode).toBe(202);
    await settled();
    expect(rowOf('about-nobody')).toMatchObject({ status: 'refused', reason: 'there is no lead nobody' });
  });

  test('is refused where it is dated before all calendars', async () => {
    const answer = await say('/api/leads/x/touch', { kind: 'call', occurredAt: '0000-01-01T00:00:00Z' });
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { errors: [{ field: 'occurredAt' }] }]);
  });

  test('is refused where a field is wrong, and to a write key', async () => {
    const answer = await say('/api/leads/x/answer', { answer: 'perhaps' });
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { errors: [{ field: 'answer' }] }]);
    expect((await post('/api/leads/x/answer', { answer: 'accepted' })).statusCode).toBeGreaterThanOrEqual(401);
  });

  test('the timeline shows it, page by page', async () => {
    const lead = await leadId();
    await settled();
    const read = async (query: string) =>
      (
        await scene.app.inject({ url: `/api/leads/${lead}/timeline?${query}`, headers: { authorization: api } })
      ).json() as {
        items: { eventId: string; type: string }[];
        nextCursor: string | null;
      };
    const first = await read('limit=2');
    expect(first.items).toHaveLength(2);
    const rest = await read(`limit=200&cursor=${first.nextCursor}`);
    expect(rest.nextCursor).toBeNull();
    const all = [...first.items, ...rest.items];
    expect(new Set(all.map(({ eventId }) => eventId)).size).toBe(all.length);
    expect(all.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['demo_requested', 'call_logged', 'lead_rejected']),
    );
  });

  test.each([
    ['/api/leads/nobody/timeline', 404],
    ['/api/leads/nobody/timeline?cursor=xx', 400],
    ['/api/leads/nobody/timeline?limit=0', 400],
  ])('GET %s is answered %d', async (url, status) => {
    expect((await scene.app.inject({ url, headers: { authorization: api } })).statusCode).toBe(status);
  });
});
