import { afterEach, describe, expect, test } from '@jest/globals';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { readConfig } from '@smarketing/service-kit';
import { eventually } from '@smarketing/testing';
import { registerGateway } from './configure-gateway.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Upstream = { readonly url: string; readonly seen: IncomingMessage[]; readonly server: Server };

/** A service that answers as told, and notes what it was asked. */
async function upstream(answer: RequestListener): Promise<Upstream> {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => stop(server));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, server };
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

const named = (name: string): Promise<Upstream> =>
  upstream((request, response) => void request.resume().on('end', () => response.end(name)));

/** The gateway in front of services, beside a route of its own. */
async function gateway(settings: Readonly<Record<string, string>>, answerMs?: number): Promise<string> {
  const app = new FastifyAdapter({ forceCloseConnections: true }).getInstance<FastifyInstance>();
  registerGateway(app, readConfig(settings), answerMs);
  app.get('/api/leads/:id', async () => 'console');
  app.get('/api/dead-letters/:service/:id', async () => 'console');
  app.post('/api/own', async (request) => ({ parsed: request.body }));
  closing.push(() => app.close());
  return app.listen({ port: 0, host: '127.0.0.1' });
}

describe('the gateway', () => {
  test('goes to another instance when one says that it is about to stop', async () => {
    const [stays, leaves] = [
      await named('stays'),
      await upstream((request, response) => {
        request.resume().on('end', () => response.setHeader('connection', 'close').end('leaves'));
      }),
    ];
    const url = await gateway({ INGESTION_URL: `${leaves.url},${stays.url}` });
    const ask = async (): Promise<string> => (await fetch(`${url}/events`, { method: 'POST' })).text();
    expect([await ask(), await ask(), await ask(), await ask()]).toEqual(['leaves', 'stays', 'stays', 'stays']);
  });

  test('asks the owner of a route, and answers its own', async () => {
    const [ingestion, sla] = [await named('ingestion'), await named('sla')];
    const url = await gateway({ INGESTION_URL: ingestion.url, SLA_URL: sla.url });
    const ask = async (method: string, path: string) => (await fetch(url + path, { method })).text();
    expect(await ask('GET', '/api/leads/1/timeline?limit=3')).toBe('ingestion');
    expect(await ask('POST', '/v1/batch')).toBe('ingestion');
    expect(await ask('OPTIONS', '/v1/t')).toBe('ingestion');
    expect(await ask('POST', '/events')).toBe('ingestion');
    expect(await ask('POST', '/api/leads/1/answer')).toBe('ingestion');
    expect(await ask('GET', '/api/dead-letters/client-events?limit=1')).toBe('ingestion');
    expect(await ask('GET', '/api/dead-letters/client-events/e.1')).toBe('ingestion');
    expect(await ask('GET', '/api/dead-letters/scoring/1')).toBe('console');
    expect(await ask('GET', '/api/leads/1/sla')).toBe('sla');
    expect(await ask('GET', '/api/sla/due')).toBe('sla');
    expect(await ask('GET', '/api/leads/1')).toBe('console');
    expect(ingestion.seen[0]?.url).toBe('/api/leads/1/timeline?limit=3');
    const own = await fetch(`${url}/api/own`, {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
    });
    expect(await own.json()).toEqual({ parsed: { a: 1 } });
  });

  test('hands bodies of any kind on to the byte, with status and headers both ways', async () => {
    const echo = await upstream((request, response) => {
      response.writeHead(207, {
        'x-answer': 'yes',
        'content-type': 'text/odd',
        connection: 'close, x-hop',
        'x-hop': '1',
      });
      request.pipe(response);
    });
    const url = await gateway({ INGESTION_URL: echo.url });
    const body = Buffer.from(Array.from({ length: 300_000 }, (_, n) => n % 256));
    const answer = await fetch(`${url}/webhooks/hubspot/7`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', authorization: 'Bearer k', 'content-encoding': 'gzip' },
    });
    expect([answer.status, answer.headers.get('x-answer'), answer.headers.get('x-hop')]).toEqual([207, 'yes', null]);
    expect(answer.headers.get('content-type')).toBe('text/odd');
    expect(Buffer.from(await answer.arrayBuffer()).equals(body)).toBe(true);
    expect(echo.seen[0]?.headers).toMatchObject({
      ...{ authorization: 'Bearer k', 'content-type': 'application/json', 'content-encoding': 'gzip' },
      ...{ 'content-length': '300000', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': new URL(url).host },
    });
  });

  test('answers without a body stay without one', async () => {
    const quiet = await upstream((request, response) => {
      request.resume();
      response.writeHead(request.method === 'HEAD' ? 200 : 204, { 'x-answer': 'yes' }).end();
    });
    const url = await gateway({ AGREEMENT_URL: quiet.url });
    const deleted = await fetch(`${url}/api/reps/rosa`, { method: 'DELETE' });
    expect([deleted.status, deleted.headers.get('x-answer'), await deleted.text()]).toEqual([204, 'yes', '']);
    const head = await fetch(`${url}/api/reps`, { method: 'HEAD' });
    expect([head.status, head.headers.get('x-answer')]).toEqual([200, 'yes']);
    const empty = await fetch(`${url}/api/agreements/activate`, { method: 'POST' });
    expect(empty.status).toBe(204);
    expect(quiet.seen[2]?.headers).toMatchObject({ 'content-length': '0' });
  });

  test('a body that comes in pieces goes on in pieces, before it has ended', async () => {
    let heard = '';
    const slow = await upstream((request, response) => {
      request.setEncoding('utf8').on('data', (piece: string) => (heard += piece));
      request.on('end', () => response.end('done'));
    });
    const url = await gateway({ INGESTION_URL: slow.url });
    const client = connect(Number(new URL(url).port), '127.0.0.1');
    closing.push(async () => client.destroy());
    let answer = '';
    client.setEncoding('utf8').on('data', (text: string) => (answer += text));
    client.write('POST /v1/batch HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n5\r\nfirst\r\n');
    await eventually(() => expect(heard).toBe('first'));
    client.write('6\r\nsecond\r\n0\r\n\r\n');
    await eventually(() => expect(answer).toContain('done'));
    expect(heard).toBe('firstsecond');
  });

  test('a length that is called a matter of one hop is kept, so that no body is taken for a second request', async () => {
    const service = await named('done');
    const url = await gateway({ FEEDBACK_URL: service.url });
    const client = connect(Number(new URL(url).port), '127.0.0.1');
    closing.push(async () => client.destroy());
    let answer = '';
    client.setEncoding('utf8').on('data', (text: string) => (answer += text));
    const inner = 'GET /internal/flow HTTP/1.1\r\nhost: x\r\n\r\n';
    const head = `host: x\r\nconnection: content-length\r\ncontent-length: ${inner.length}`;
    client.write(`GET /api/reports/funnel HTTP/1.1\r\n${head}\r\n\r\n${inner}`);
    await eventually(() => expect(answer).toContain('done'));
    expect(await (await fetch(`${url}/api/reports/funnel`)).text()).toBe('done');
    expect(service.seen.map((request) => request.url)).toEqual(['/api/reports/funnel', '/api/reports/funnel']);
  });

  test('takes the instances of a service in turn', async () => {
    const [one, two] = [await named('one'), await named('two')];
    const url = await gateway({ SCORING_URL: `${one.url},${two.url}` });
    const answers: string[] = [];
    for (let n = 0; n < 4; n += 1) answers.push(await (await fetch(`${url}/api/leads/${n}/score`)).text());
    expect(answers).toEqual(['one', 'two', 'one', 'two']);
  });

  test('goes round an instance that is down, without losing the body, and says so when all are', async () => {
    const [one, two] = [await named('one'), await upstream((request, response) => request.pipe(response))];
    const url = await gateway({ INGESTION_URL: `${one.url},${two.url}` });
    await stop(one.server);
    for (let n = 0; n < 3; n += 1) {
      const answer = await fetch(`${url}/events`, { method: 'POST', body: `body ${n}` });
      expect(await answer.text()).toBe(`body ${n}`);
    }
    await stop(two.server);
    // A connection that was kept may break under the first request.
    const down = await eventually(async () => {
      const answer = await fetch(`${url}/events`, { method: 'POST', body: 'body' });
      expect(answer.status).toBe(503);
      return answer;
    });
    expect(down.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(down.headers.get('retry-after')).toBe('1');
    expect(await down.json()).toMatchObject({
      type: 'urn:smarketing:problem:service-unavailable',
      instance: '/events',
    });
  });

  test('a service that breaks off is a bad gateway, and is not asked again for what may have been done', async () => {
    const broken = await upstream((request) => request.socket.destroy());
    const url = await gateway({ INGESTION_URL: `${broken.url},${broken.url}` });
    const answer = await fetch(`${url}/events`, { method: 'POST', body: 'body' });
    expect([answer.status, broken.seen.length]).toEqual([502, 1]);
    expect(await answer.json()).toMatchObject({ status: 502, title: 'bad gateway' });
  });

  test('a service that keeps silent is told to be late, and not asked a second time', async () => {
    const slow = await upstream((request, response) => {
      request.resume().on('end', () => {
        if (request.url !== '/v1/slow') response.end('quick');
      });
    });
    const url = await gateway({ INGESTION_URL: slow.url }, 300);
    // The first request leaves a connection that the second one finds open.
    expect(await (await fetch(`${url}/v1/quick`)).text()).toBe('quick');
    const late = await fetch(`${url}/v1/slow`);
    expect([late.status, ((await late.json()) as { type: string }).type]).toEqual([
      504,
      expect.stringContaining('timeout'),
    ]);
    expect(slow.seen.map((request) => request.url)).toEqual(['/v1/quick', '/v1/slow']);
    expect(slow.seen[1]!.socket).toBe(slow.seen[0]!.socket);
  });

  test('a client that goes away takes its request with it', async () => {
    let closed = false;
    const patient = await upstream((_, response) => response.on('close', () => (closed = true)));
    const url = await gateway({ FEEDBACK_URL: patient.url });
    const leaving = new AbortController();
    const asked = fetch(`${url}/api/reports/funnel`, { signal: leaving.signal }).catch(() => 'gone');
    await eventually(() => expect(patient.seen).toHaveLength(1));
    leaving.abort();
    expect(await asked).toBe('gone');
    await eventually(() => expect(closed).toBe(true));
  });

  test('where all services are in one process there is no gateway', async () => {
    const url = await gateway({});
    expect((await fetch(`${url}/api/leads/1/score`)).status).toBe(404);
  });
});
