import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '@smarketing/testing';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';
import { EchoClient, startEchoServer, type EchoServer } from './scene/echo-server.ts';

let echo: EchoServer;
let proxy: FaultProxy;
let clients: EchoClient[];

beforeEach(async () => {
  echo = await startEchoServer();
  proxy = await startFaultProxy({ target: { host: '127.0.0.1', port: echo.port } });
  clients = [];
});
afterEach(async () => {
  for (const client of clients) client.destroy();
  await proxy.close();
  await echo.close();
});

function aClient(): EchoClient {
  const client = new EchoClient(proxy.port);
  clients.push(client);
  return client;
}

const answered = (client: EchoClient, text: string): Promise<void> =>
  eventually(() => expect(client.answers.toString()).toBe(text));
const closed = (client: EchoClient): Promise<void> => eventually(() => expect(client.isClosed).toBe(true));

/** As long as the server needs to answer some others, one after the other. */
async function aWhile(): Promise<void> {
  const direct = new EchoClient(echo.port);
  clients.push(direct);
  for (let said = 'a'; said.length <= 20; said += 'a') {
    direct.say('a');
    await answered(direct, said);
  }
}

describe('a network without a fault', () => {
  test('brings megabytes there and back unchanged, and ends when the client does', async () => {
    const bytes = randomBytes(5 << 20);
    const client = aClient();
    client.say(bytes);
    client.end();
    await closed(client);
    expect(client.answers.equals(bytes)).toBe(true);
    expect(client.errorCode).toBeNull();
    await eventually(() => expect(echo.open()).toBe(0));
    expect(proxy.counters).toMatchObject({ connections: 1, cut: 0, refused: 0 });
  });

  test('ends a client’s connection when there is nobody behind it', async () => {
    await echo.close();
    const client = aClient();
    client.say('anybody?');
    await closed(client);
  });

  test('keeps no connection of a client that has gone', async () => {
    const client = aClient();
    client.say('a');
    await answered(client, 'a');
    client.destroy();
    await eventually(() => expect(echo.open()).toBe(0));
  });
});

describe('latency', () => {
  test('delays each direction, and order is kept though delays differ', async () => {
    proxy.latency(20, 30);
    const client = aClient();
    const startedMs = performance.now();
    client.say('first');
    await answered(client, 'first');
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(40);
    const bytes = randomBytes(3 << 20);
    for (let at = 0; at < bytes.length; at += 50_000) client.say(bytes.subarray(at, at + 50_000));
    await eventually(() => expect(client.answers.length).toBe(5 + bytes.length));
    expect(client.answers.subarray(5).equals(bytes)).toBe(true);
  });

  test('that ends lets nothing overtake what is still under way', async () => {
    proxy.latency(100);
    const client = aClient();
    client.say('a');
    await eventually(() => expect(proxy.counters.bytes).toBe(1));
    proxy.latency(0);
    client.say('b');
    await answered(client, 'ab');
  });

  test('holds back a sender that is faster than the network', async () => {
    proxy.latency(60_000);
    const client = aClient();
    client.say(Buffer.alloc(64 << 20));
    let [bytes, unchanged] = [0, 0];
    const standsStill = (): void => {
      unchanged = proxy.counters.bytes > 0 && proxy.counters.bytes === bytes ? unchanged + 1 : 0;
      bytes = proxy.counters.bytes;
      expect(unchanged).toBeGreaterThan(10);
    };
    await eventually(standsStill, { everyMs: 50 });
    expect(bytes).toBeLessThan(8 << 20);
    expect(echo.received()).toBe(0);
    proxy.cut();
    await closed(client);
  });
});

describe('a cut', () => {
  test('resets all connections and new ones, until it is healed', async () => {
    const before = aClient();
    before.say('a');
    await answered(before, 'a');
    proxy.cut();
    await closed(before);
    expect(before.errorCode).toBe('ECONNRESET');
    await eventually(() => expect(echo.open()).toBe(0));
    const during = aClient();
    during.say('b');
    await closed(during);
    expect(during.answers.length).toBe(0);
    proxy.heal();
    const after = aClient();
    after.say('c');
    await answered(after, 'c');
    expect(echo.received()).toBe(2);
    expect(proxy.counters).toMatchObject({ connections: 3, cut: 1, refused: 1 });
  });
});

describe('a black hole', () => {
  test('takes everything and answers nothing; healed, it resets what has lost something, and keeps the rest', async () => {
    const [talks, listens] = [aClient(), aClient()];
    for (const client of [talks, listens]) client.say('a');
    for (const client of [talks, listens]) await answered(client, 'a');
    proxy.blackHole();
    talks.say('lost');
    const late = aClient();
    late.say('lost too');
    await eventually(() => expect(proxy.counters.swallowedBytes).toBe(12));
    expect([talks, late].map(({ isClosed }) => isClosed)).toEqual([false, false]);
    proxy.heal();
    for (const client of [talks, late]) await closed(client);
    listens.say('b');
    await answered(listens, 'ab');
    expect(echo.received()).toBe(3);
  });

  test('does not tell the server that a client has gone', async () => {
    const client = aClient();
    client.say('a');
    await answered(client, 'a');
    proxy.blackHole();
    client.end();
    const other = aClient();
    other.say('later than the end');
    await eventually(() => expect(proxy.counters.swallowedBytes).toBeGreaterThan(0));
    expect(echo.open()).toBeGreaterThanOrEqual(1);
    proxy.heal();
    await eventually(() => expect(echo.open()).toBe(0));
  });
});

describe('a pause', () => {
  test('loses nothing: what was said arrives when it is over', async () => {
    const client = aClient();
    client.say('a');
    await answered(client, 'a');
    const over = proxy.pause(300_000);
    client.say('b');
    const late = aClient();
    late.say('c');
    await aWhile();
    expect(client.answers.toString()).toBe('a');
    expect(late.answers.length).toBe(0);
    void proxy.pause(50);
    await over;
    await answered(client, 'ab');
    await answered(late, 'c');
    expect(proxy.counters.cut).toBe(0);
  });

  test('is over at once when it is healed', async () => {
    const over = proxy.pause(600_000);
    proxy.heal();
    await over;
    const client = aClient();
    client.say('a');
    await answered(client, 'a');
  });
});

test('faults of a protocol are refused where the proxy does not read it, and shares are shares', async () => {
  expect(() => proxy.loseAcks(0.1)).toThrow('this needs the protocol kafka, not tcp');
  expect(() => proxy.failCommits({ cutAfter: 0.1 })).toThrow('this needs the protocol postgres, not tcp');
  expect(() => proxy.latency(-1)).toThrow('-1 is no duration');
  const kafka = await startFaultProxy({ target: { host: '127.0.0.1', port: echo.port }, protocol: 'kafka' });
  expect(() => kafka.loseAcks(5)).toThrow('5 is no share');
  const client = new EchoClient(kafka.port);
  client.say('GET / HTTP/1.1\r\n\r\n'.repeat(3));
  await closed(client);
  expect(kafka.counters.cut).toBe(1);
  await kafka.close();
});
