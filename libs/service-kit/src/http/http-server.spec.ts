import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@smarketing/testing';
import type { FastifyInstance } from 'fastify';
import { httpServer } from './http-server.ts';
import { sendProblem, toProblem } from './problem-filter.ts';
import { takeSoundRequests } from './sound-requests.ts';

let fastify: FastifyInstance;
let streams: NodeJS.WritableStream[];
const open: (Socket | NodeJS.Timeout)[] = [];

const HASTY = { headersMs: 300, requestMs: 600, silentMs: 1_500, keepAliveMs: 400, checkEveryMs: 20 };

async function listen(times: typeof HASTY): Promise<void> {
  fastify = httpServer(times).getInstance();
  takeSoundRequests(fastify);
  fastify.setErrorHandler((error, request, reply) => sendProblem(reply, toProblem(error), request.url));
  fastify.post('/echo', async (request) => ({ body: request.body ?? null }));
  fastify.get('/things/:id', async (request) => request.params);
  fastify.get('/live', (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');
    streams.push(reply.raw);
  });
  await fastify.listen({ port: 0, host: '127.0.0.1' });
}

beforeEach(async () => {
  streams = [];
  await listen(HASTY);
});
afterEach(async () => {
  for (const one of open.splice(0)) {
    if ('destroy' in one) one.destroy();
    else clearInterval(one);
  }
  for (const stream of streams) stream.end();
  await fastify.close();
});

type Client = { readonly socket: Socket; readonly heard: () => string; readonly isGone: () => boolean };

function client(sends = '', server = fastify): Client {
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
  open.push(socket);
  let heard = '';
  let gone = false;
  socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
  socket.on('error', () => undefined).on('close', () => (gone = true));
  if (sends !== '') socket.write(sends);
  return { socket, heard: () => heard, isGone: () => gone };
}

/** Sends a text one character after the other, so that the connection is never silent, and never done. */
function trickle(before: string, text: string): Client {
  const slow = client(before);
  let sent = 0;
  const timer = setInterval(() => slow.socket.writable && slow.socket.write(text[sent++ % text.length]!), 25);
  slow.socket.once('close', () => clearInterval(timer));
  open.push(timer);
  return slow;
}

const untilGone = (one: Client): Promise<void> => eventually(() => expect(one.isGone()).toBe(true));
const head = (more = ''): string => `POST /echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${more}`;

describe('a client that takes its time', () => {
  it('is cut off while it is still sending its headers, byte by byte', async () => {
    const slow = trickle(head(), 'x-filler: aaaaaaaaaaaaaaaa\r\n');
    await untilGone(slow);
    expect(slow.heard()).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('is cut off while it is still sending its body, byte by byte', async () => {
    const slow = trickle(head('content-length: 100000\r\n\r\n'), '{"a":"aaaaaaaaaaaa');
    await untilGone(slow);
    expect(slow.heard()).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('is cut off in a chunked body without an end', async () => {
    const slow = trickle(head('transfer-encoding: chunked\r\n\r\n'), '1\r\na\r\n');
    await untilGone(slow);
  });

  it('is cut off where it says nothing at all', async () => {
    await untilGone(client());
  });

  it('loses its connection some time after its last request', async () => {
    const kept = client('GET /things/1 HTTP/1.1\r\nhost: x\r\n\r\n');
    await eventually(() => expect(kept.heard()).toMatch(/^HTTP\/1\.1 200 [^]*\{"id":"1"\}$/));
    expect(kept.isGone()).toBe(false);
    await untilGone(kept);
  });

  it('may listen to a live stream for as long as something comes, while others are cut off for being slow', async () => {
    const listener = client('GET /live HTTP/1.1\r\nhost: x\r\n\r\n');
    await eventually(() => expect(listener.heard()).toMatch(/: hello/));
    for (let beat = 1; beat <= 3; beat++) {
      // Each of these takes as long as a whole request may.
      await untilGone(trickle(head('content-length: 100000\r\n\r\n'), '{"a":"aaaaaaaaaaaa'));
      streams[0]!.write(`: beat ${beat}\n\n`);
    }
    await eventually(() => expect(listener.heard()).toMatch(/: beat 3/));
    expect(listener.isGone()).toBe(false);
  });
});

/** For requests whose size matters: a busy machine takes its time over megabytes. */
const withPatience = async (): Promise<void> => {
  await fastify.close();
  await listen({ ...HASTY, requestMs: 60_000, silentMs: 60_000 });
};

describe('a request that is too much', () => {
  beforeEach(withPatience);

  it.each([
    ['headers', `GET /things/1 HTTP/1.1\r\nhost: x\r\nx-large: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ['a declared body', `${head()}content-length: 5000000\r\n\r\n`, 413],
    ['a path parameter', `GET /things/${'a'.repeat(400)} HTTP/1.1\r\nhost: x\r\n\r\n`, 414],
  ])('in %s is refused', async (_what, request, status) => {
    const large = client(request);
    await eventually(() => expect(large.heard()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `)));
  });

  it('in a body that does not say how much it is, is cut at the limit', async () => {
    const large = client(`${head()}transfer-encoding: chunked\r\n\r\n`);
    const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n`;
    for (let n = 0; n < 80; n++) large.socket.write(chunk);
    await eventually(() => expect(large.heard()).toMatch(/^HTTP\/1\.1 413 /));
  });
});

describe('the answer to a body that is too much', () => {
  beforeEach(withPatience);

  it.each([
    ['says how much it is', 'content-length: 5000000\r\n\r\n', 'a'.repeat(5_000_000)],
    [
      'does not say how much it is',
      'transfer-encoding: chunked\r\n\r\n',
      `4C4B40\r\n${'a'.repeat(5_000_000)}\r\n0\r\n\r\n`,
    ],
  ])('leaves the connection to a client that is still sending, where the body %s', async (_what, framing, body) => {
    const large = client(head(framing));
    large.socket.write(body.slice(0, 4_500_000));
    await eventually(() => expect(large.heard()).toMatch(/^HTTP\/1\.1 413 /));
    large.socket.write(body.slice(4_500_000));
    large.socket.write('GET /things/7 HTTP/1.1\r\nhost: x\r\n\r\n');
    await eventually(() => expect(large.heard()).toMatch(/HTTP\/1\.1 200 [^]*"id":"7"/));
  });
});

describe('a body', () => {
  const post = (payload: string) =>
    fastify.inject({ method: 'POST', url: '/echo', payload, headers: { 'content-type': 'application/json' } });

  it('comes without what no database stores', async () => {
    const answer = await post(String.raw`{"name":"a\u0000b\ud800"}`);
    expect(answer.json()).toEqual({ body: { name: 'ab\uFFFD' } });
  });

  it.each([
    ['__proto__', '{"a":{"__proto__":{"admin":true}}}'],
    ['depth 10,000', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['no JSON', '{'],
  ])('with %s is refused', async (_what, payload) => {
    expect((await post(payload)).statusCode).toBe(400);
  });

  it('may be empty', async () => {
    expect((await post('')).json()).toEqual({ body: null });
  });
});

it.each(['/things/%00', '/things/1?q=%00', '/things/%zz', '/things/%c3%28'])('the URL %s is refused', async (url) => {
  expect((await fastify.inject(url)).statusCode).toBe(400);
});

describe('a server that stops', () => {
  const get = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`;

  it('tells clients to go elsewhere while it is about to stop', async () => {
    let isLeaving = false;
    const server = httpServer({}, () => isLeaving).getInstance();
    server.get('/', async () => 'here');
    await server.listen({ port: 0, host: '127.0.0.1' });
    const one = client(get('/'), server);
    await eventually(() => expect(one.heard()).toMatch(/here$/));
    expect(one.heard()).not.toMatch(/connection: close/i);
    isLeaving = true;
    one.socket.write(get('/'));
    await untilGone(one);
    expect(one.heard()).toMatch(/HTTP\/1\.1 200 OK[^]*connection: close[^]*here$/i);
    await server.close();
  });
});
