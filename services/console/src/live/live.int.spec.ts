import { afterEach, expect, jest, test } from '@jest/globals';
import { IncomingMessage, ServerResponse, createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Socket, connect } from 'node:net';
import type { CloudEvent } from '@smarketing/contracts';
import { MemoryEventLog, MemoryLogServer, topicSpecs } from '@smarketing/messaging';
import { eventually } from '@smarketing/testing';
import { GetLiveController } from '../get-live.controller.ts';
import { EventStream } from './event-stream.ts';
import { LiveTail } from './live-tail.ts';

const closing: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const event = (id: string, text = ''): CloudEvent => ({
  specversion: '1.0',
  id,
  source: 'smarketing/scoring',
  type: 'smarketing.lead.scored.v1',
  subject: 'lead-1',
  time: '2026-03-23T09:00:00.000Z',
  data: { text },
});

/** A log whose looks at the heads are counted: each is one look of the tail. */
class WatchedLog extends MemoryEventLog {
  looks = 0;
  isAway = false;

  override async heads(topics: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>> {
    this.looks += 1;
    if (this.isAway) throw new Error('away');
    return super.heads(topics);
  }

  async say(topic: string, partition: number, ...events: readonly unknown[]): Promise<void> {
    const values = events.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
    await this.append(values.map((value) => ({ topic, partition, key: 'lead-1', value, headers: {} })));
  }
}

async function scene(): Promise<{ log: WatchedLog; tail: LiveTail; problems: string[] }> {
  const log = new WatchedLog(new MemoryLogServer());
  await log.ensureTopics(topicSpecs());
  const problems: string[] = [];
  const tail = new LiveTail(log, (_, what) => problems.push(what), 5);
  closing.push(() => tail.close());
  return { log, tail, problems };
}

async function serve(answer: (response: ServerResponse) => void): Promise<{ server: Server; url: string }> {
  const server = createServer((_, response) => answer(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** What a client hears, as it comes. */
async function follow(url: string): Promise<{ text: () => string; ended: Promise<void>; leave: () => void }> {
  const leaving = new AbortController();
  const response = await fetch(url, { signal: leaving.signal });
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  let heard = '';
  const ended = (async () => {
    const decoder = new TextDecoder();
    for await (const piece of response.body!) heard += decoder.decode(piece as Uint8Array, { stream: true });
  })().catch(() => undefined);
  return { text: () => heard, ended, leave: () => leaving.abort() };
}

test('a client hears what happens from then on: packed, single and broadcast events, and not the intake', async () => {
  const { log, tail } = await scene();
  const controller = new GetLiveController(tail);
  const { url } = await serve((raw) => void controller.follow({ raw, hijack: () => undefined }));
  await log.say('smarketing.score.v1', 3, event('before'));
  const client = await follow(url);
  await log.say('smarketing.score.v1', 3, event('one'));
  await log.say('smarketing.profile.v1', 3, [event('two'), event('three')]);
  await log.say('smarketing.intake.v1', 3, event('intake'));
  await log.say('smarketing.reference.v1', 0, event('four'));
  await eventually(() => expect(client.text().match(/^data: /gm)).toHaveLength(4));
  const data = JSON.stringify(event('one'));
  expect(client.text()).toContain(`id: one\nevent: smarketing.lead.scored.v1\ndata: ${data}\n\n`);
  expect(client.text()).not.toMatch(/before|intake/);

  controller.onModuleDestroy();
  await client.ended;
});

test('nobody listens, nobody looks; who comes again hears only what is new', async () => {
  const { log, tail } = await scene();
  const heard: string[] = [];
  const listen = (): Promise<() => void> => tail.listen(({ id }) => heard.push(id));
  (await listen())();
  const looks = log.looks;
  await log.say('smarketing.score.v1', 0, event('unheard'));
  const stop = await listen();
  expect(log.looks).toBe(looks + 1);
  await log.say('smarketing.score.v1', 0, event('heard'));
  await eventually(() => expect(heard).toEqual(['heard']));
  stop();
});

test('two listeners share one tail', async () => {
  const { log, tail } = await scene();
  const heard: string[] = [];
  const stops = await Promise.all([1, 2].map((n) => tail.listen(({ id }) => heard.push(`${n} ${id}`))));
  expect(log.looks).toBe(1);
  await log.say('smarketing.score.v1', 0, event('a'));
  await eventually(() => expect(heard.toSorted()).toEqual(['1 a', '2 a']));
  for (const stop of stops) stop();
});

test('a log that is away for a while costs no event, and a record that is no event costs nobody anything', async () => {
  const { log, tail, problems } = await scene();
  const heard: string[] = [];
  await tail.listen(({ id }) => heard.push(id));
  log.isAway = true;
  await log.say('smarketing.score.v1', 0, '{"no":"event"}', event('after'));
  await eventually(() => expect(problems).toContain('the live tail could not be read'));
  log.isAway = false;
  await eventually(() => expect(heard).toEqual(['after']));
  expect(problems).toContain('a record of the live tail is no event');
});

test('who cannot be told where the log is, is told so, and the next try begins anew', async () => {
  const { log, tail } = await scene();
  log.isAway = true;
  await expect(tail.listen(() => undefined)).rejects.toThrow('away');
  log.isAway = false;
  (await tail.listen(() => undefined))();
});

test('a client that leaves is listened for no more', async () => {
  const { log, tail } = await scene();
  const controller = new GetLiveController(tail);
  const { url } = await serve((raw) => void controller.follow({ raw, hijack: () => undefined }));
  const client = await follow(url);
  client.leave();
  let looks = -1;
  await eventually(
    () => {
      const before = looks;
      looks = log.looks;
      expect(looks).toBe(before);
    },
    { everyMs: 50 },
  );
});

test('a client that does not read is cut off', async () => {
  let stream: EventStream | undefined;
  let response: ServerResponse | undefined;
  const { url } = await serve((raw) => {
    response = raw;
    stream = new EventStream(raw, { mostWaitingBytes: 10_000 });
  });
  const client = connect(Number(new URL(url).port), '127.0.0.1');
  client.on('error', () => undefined);
  closing.push(() => void client.destroy());
  client.pause();
  client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  await eventually(() => {
    stream!.send(event('big', 'x'.repeat(200_000)));
    expect(response?.destroyed).toBe(true);
  });
});

test('a heartbeat keeps a quiet connection open', async () => {
  const { url } = await serve((raw) => void new EventStream(raw, { heartbeatMs: 5 }));
  const client = await follow(url);
  await eventually(() => expect(client.text()).toContain(': still here\n\n'));
  client.leave();
});

test('who left before the stream began leaves no heartbeat behind', () => {
  jest.useFakeTimers();
  closing.push(() => void jest.useRealTimers());
  const response = new ServerResponse(new IncomingMessage(new Socket())).destroy();
  new EventStream(response);
  expect(jest.getTimerCount()).toBe(0);
});
