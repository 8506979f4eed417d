import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { askService } from './ask-service.ts';

let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((incoming, outgoing) => {
    if (incoming.url === '/silent') return;
    if (incoming.url === '/half') {
      outgoing.writeHead(200, { 'content-length': 10 });
      outgoing.write('half');
      return;
    }
    void text(incoming).then((body) => {
      const { method, headers } = incoming;
      outgoing.writeHead(incoming.url === '/absent' ? 404 : 200);
      outgoing.end(JSON.stringify({ method, body, authorization: headers.authorization }));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

const headers = { authorization: 'Bearer key' };

it('resolves with the status and the whole body, whatever the status says', async () => {
  const got = await askService(`${url}/there`, { headers, patienceMs: 5_000 });
  expect(got).toMatchObject({ status: 200, isOk: true });
  expect(JSON.parse(got.body)).toEqual({ method: 'GET', body: '', authorization: 'Bearer key' });
  const absent = await askService(`${url}/absent`, { headers, patienceMs: 5_000 });
  expect(absent).toMatchObject({ status: 404, isOk: false });
});

it('sends a body', async () => {
  const { body } = await askService(`${url}/there`, { method: 'POST', headers, body: '{"ä":1}', patienceMs: 5_000 });
  expect(JSON.parse(body)).toMatchObject({ method: 'POST', body: '{"ä":1}' });
});

it('rejects where nobody listens, and where no answer or half of one comes in time', async () => {
  await expect(askService('http://127.0.0.1:1', { headers, patienceMs: 5_000 })).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  });
  await expect(askService(`${url}/silent`, { headers, patienceMs: 100 })).rejects.toThrow();
  await expect(askService(`${url}/half`, { headers, patienceMs: 100 })).rejects.toThrow();
});
