import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { removeEmbeddedPostgres } from '@smarketing/postgres';
import { eventually } from '@smarketing/testing';
import { startInstallation, type Installation } from './installation.ts';

const root = resolve(import.meta.dirname, '..');

type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Starts a program that is expected to end by itself. */
async function runToEnd(main: string, env: Readonly<Record<string, string>>): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, main), '--json'], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '', SMARKETING_DEMO: '0', LOG_LEVEL: 'silent', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, stdout, stderr };
}

const allInOne = 'services/all-in-one/dist/main.js';
const lines = (text: string): string[] => text.trim().split('\n');

describe('a start that cannot succeed', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smarketing-start-'));
  });

  afterAll(async () => {
    for (const data of await readdir(folder))
      await removeEmbeddedPostgres(join(folder, data, 'postgres')).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  });

  it('names every wrong setting at once and exits 1', async () => {
    const ended = await runToEnd(allInOne, {
      SMARKETING_DATA: join(folder, 'config'),
      PORT: 'four thousand',
      KAFKA_BROKERS: 'nowhere',
      SMARKETING_DMEO: '0',
    });
    expect(ended.code).toBe(1);
    for (const name of ['PORT', 'KAFKA_BROKERS', 'SMARKETING_DMEO']) expect(ended.stderr).toContain(`\n  ${name}: `);
    expect(ended.stdout).toBe('');
  }, 60_000);

  it('names what a service of its own process lacks', async () => {
    const ended = await runToEnd('services/sla/dist/main.js', {});
    expect(ended.code).toBe(1);
    for (const name of ['DATABASE_URL', 'KAFKA_BROKERS', 'SMARKETING_API_KEY'])
      expect(ended.stderr).toContain(`\n  ${name}: `);
  }, 60_000);

  it('says that a port is taken, and what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => other.once('listening', listening));
    const { port } = other.address() as AddressInfo;
    const ended = await runToEnd(allInOne, { SMARKETING_DATA: join(folder, 'port'), PORT: String(port) });
    other.close();
    expect(ended.code).toBe(1);
    expect(lines(ended.stderr)).toEqual([expect.stringMatching(new RegExp(`^Port ${port} is taken .*set PORT`))]);
  }, 60_000);

  it('says that Kafka cannot be reached, naming it', async () => {
    const ended = await runToEnd(allInOne, {
      SMARKETING_DATA: join(folder, 'kafka'),
      PORT: '0',
      KAFKA_BROKERS: '127.0.0.1:1',
    });
    expect(ended.code).toBe(1);
    expect(lines(ended.stderr)).toEqual([expect.stringContaining('127.0.0.1:1')]);
  }, 60_000);

  it('says that the database cannot be reached, without its password', async () => {
    const ended = await runToEnd(allInOne, {
      SMARKETING_DATA: join(folder, 'database'),
      PORT: '0',
      DATABASE_URL: 'postgres://somebody:very-secret@127.0.0.1:1/smarketing',
    });
    expect(ended.code).toBe(1);
    expect(lines(ended.stderr)).toEqual([expect.stringContaining('127.0.0.1:1')]);
    expect(ended.stderr).not.toContain('very-secret');
  }, 60_000);

  it('leaves a data folder alone that is damaged, and says so', async () => {
    const data = join(folder, 'damaged');
    await mkdir(join(data, 'postgres', 'pgdata'), { recursive: true });
    await writeFile(join(data, 'postgres', 'pgdata', 'something'), 'not a database');
    const ended = await runToEnd(allInOne, { SMARKETING_DATA: data, PORT: '0' });
    expect(ended.code).toBe(1);
    expect(lines(ended.stderr)).toHaveLength(1);
    expect(await readdir(join(data, 'postgres', 'pgdata'))).toEqual(['something']);
  }, 60_000);
});

describe('a start over data that is there', () => {
  let installation: Installation;

  beforeAll(async () => {
    installation = await startInstallation('embedded');
  }, 120_000);

  afterAll(async () => {
    await installation.remove();
  }, 60_000);

  const event = (id: string) => ({ id, type: 'pricing_viewed', data: { email: 'kim@kim-logistics.example' } });

  it('refuses a folder in which another one runs', async () => {
    const second = await runToEnd(allInOne, { SMARKETING_DATA: installation.dataDir, PORT: '0' });
    expect(second.code).toBe(1);
    expect(lines(second.stderr)).toHaveLength(1);
  }, 60_000);

  it('has everything that was acknowledged before kill -9, and counts it once', async () => {
    for (let n = 0; n < 50; n++) await installation.api.emit(event(`before-${n}`));
    await installation.kill();
    installation = await installation.restart();
    // What was read before the end must not look like a backlog for ever.
    await installation.api.idle();
    for (let n = 25; n < 60; n++) await installation.api.emit(event(`before-${n}`));
    await installation.api.idle();
    const { id } = await installation.api.lead('kim@kim-logistics.example');
    const { items } = await installation.api.get<{ items: { eventId: string }[] }>(
      `/api/leads/${id}/timeline?limit=100`,
    );
    expect(items).toHaveLength(60);
    expect(new Set(items.map(({ eventId }) => eventId)).size).toBe(60);
  }, 120_000);

  it('keeps its keys, and stops cleanly when it is told to', async () => {
    const { writeKey, apiKey } = installation;
    await installation.stop();
    installation = await installation.restart();
    expect(installation).toMatchObject({ writeKey, apiKey });
  }, 120_000);

  it('goes on after malformed input, which is refused by name or set aside', async () => {
    const { api } = installation;
    const bad: readonly (readonly [body: string, type: string])[] = [
      ['{', 'application/cloudevents+json'],
      ['null', 'application/cloudevents+json'],
      ['{"specversion":"1.0"}', 'application/cloudevents+json'],
      [
        `{"specversion":"1.0","id":"x","source":"s","type":"t","data":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
        'application/cloudevents+json',
      ],
      [
        '{"specversion":"1.0","id":"x","source":"s","type":"t","data":{"__proto__":{"email":"a@b.example"}}}',
        'application/cloudevents+json',
      ],
      [
        `{"specversion":"1.0","id":"x","source":"s","type":"t","data":{"email":"${'x'.repeat(5_000_000)}"}}`,
        'application/cloudevents+json',
      ],
    ];
    for (const [body, type] of bad) {
      const { status } = await api.call('POST', '/events', body, { 'content-type': type });
      expect([400, 413]).toContain(status);
    }
    const segment = await api.call('POST', '/v1/batch', {
      batch: [
        { type: 'track' },
        null,
        7,
        { type: 'track', event: 'Content Downloaded', userId: 'ok', messageId: 'ok-1' },
      ],
    });
    expect(segment.status).toBe(200);
    await api.emit({ id: 'after-all-that', type: 'demo_requested', data: { email: 'kim@kim-logistics.example' } });
    await eventually(async () =>
      expect((await api.lead('kim@kim-logistics.example'))['score']).toBeGreaterThanOrEqual(20),
    );
    await api.idle();
    const { stopped } = await api.get<{ stopped: unknown[] }>('/api/flow');
    expect(stopped).toEqual([]);
    expect((await api.get<{ items: unknown[] }>('/api/leads?userId=ok')).items).toHaveLength(1);
  }, 120_000);
});
