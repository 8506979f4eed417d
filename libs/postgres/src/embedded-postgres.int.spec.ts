import { spawn } from 'node:child_process';
import { chmod, mkdtemp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '@smarketing/testing';
import pg from 'pg';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import type { EmbeddedPostgres } from './embedded-postgres.ts';
import { isAlive } from './process-identity.ts';
import { StartupProblem } from './startup-problem.ts';

let root: string;
let dataDir: string;
let said: string[];
let running: EmbeddedPostgres[];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'smarketing-embedded-'));
  await chmod(root, 0o755);
  dataDir = join(root, 'data');
  said = [];
  running = [];
});
afterEach(async () => {
  for (const server of running) await server.stop();
  await rm(root, { recursive: true, force: true });
});

const start = async (port?: number): Promise<EmbeddedPostgres> => {
  const server = await startEmbeddedPostgres({ dataDir, port, test: true, log: (message) => said.push(message) });
  running.push(server);
  return server;
};

async function query(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows[0];
  } finally {
    await client.end();
  }
}

const problemOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => null,
    (failure: unknown) => failure,
  );
  expect(error).toBeInstanceOf(StartupProblem);
  return (error as StartupProblem).message;
};

const pgdata = (...path: string[]): string => join(dataDir, 'pgdata', ...path);

describe('the embedded PostgreSQL', () => {
  test('keeps its data and its port from one start to the next', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS n');
    await first.stop();
    expect(await isAlive(first.pid)).toBe(false);
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual({ n: 42 });
  }, 60_000);

  test('lets nobody in without the password, which only its owner can read', async () => {
    const { url } = await start();
    const guess = Object.assign(new URL(url), { password: 'guess' }).href;
    await expect(query(guess, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    const { mode } = await stat(join(dataDir, 'password'));
    expect(mode & 0o777).toBe(0o600);
  }, 60_000);

  test('is one process’s at a time', async () => {
    await start();
    expect(await problemOf(start())).toMatch(/in use by this process already: stop/);
  }, 60_000);

  test('that a killed process left running is taken over, with its data', async () => {
    const script = `
      import { startEmbeddedPostgres } from ${JSON.stringify(join(import.meta.dirname, 'embedded-postgres.ts'))};
      const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, test: true, log() {} });
      console.log(JSON.stringify(server));
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--conditions=@smarketing/source', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    const left = JSON.parse(
      await new Promise<string>((done) => child.stdout.once('data', (data) => done(String(data)))),
    ) as {
      url: string;
      pid: number;
    };
    await query(left.url, 'CREATE TABLE kept AS SELECT 42 AS n');
    expect(await problemOf(start())).toContain(`another process (pid ${child.pid})`);
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;

    const server = await start();
    expect(server).toMatchObject(left);
    expect(await query(server.url, 'SELECT n FROM kept')).toEqual({ n: 42 });
    expect(said.join()).toContain('Taking over');
    await server.stop();
    expect(await isAlive(left.pid)).toBe(false);
  }, 60_000);

  test('that is killed under the process that uses it is started again, with its data', async () => {
    const server = await start();
    await query(server.url, 'CREATE TABLE kept AS SELECT 42 AS n');
    const { pid } = server;
    process.kill(pid, 'SIGKILL');
    await eventually(async () => expect(await query(server.url, 'SELECT n FROM kept')).toEqual({ n: 42 }));
    expect(server.pid).not.toBe(pid);
    await server.stop();
    expect(await isAlive(server.pid)).toBe(false);
  }, 60_000);

  test('is not fooled by what a crash left: a lock and a server’s id that belong to other processes now', async () => {
    await (await start()).stop();
    await writeFile(join(dataDir, 'lock'), JSON.stringify({ pid: process.ppid, startTime: '1' }));
    await writeFile(pgdata('postmaster.pid'), `${process.pid}\n${pgdata()}\n1\n5\n\n127.0.0.1\n\nready\n`);
    const server = await start();
    expect(await query(server.url, 'SELECT 1 AS n')).toEqual({ n: 1 });
  }, 60_000);

  test('chooses another port when the remembered one was taken meanwhile', async () => {
    const first = await start();
    const port = Number(new URL(first.url).port);
    await first.stop();
    const other = createServer();
    await new Promise<void>((done) => other.listen(port, '127.0.0.1', done));
    const second = await start();
    expect(new URL(second.url).port).not.toBe(String(port));
    await new Promise((done) => other.close(done));
  }, 60_000);

  test('says in one sentence what is wrong with a port or a folder', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as AddressInfo;
    expect(await problemOf(start(port))).toMatch(
      new RegExp(`^Port ${port} .* is in use .*: free it or choose another port\\.$`),
    );
    await new Promise((done) => other.close(done));

    const version = await readFile(pgdata('PG_VERSION'), 'utf8');
    await writeFile(pgdata('PG_VERSION'), '13\n');
    expect(await problemOf(start())).toMatch(/made by PostgreSQL 13 and this version brings 18: dump/);
    await writeFile(pgdata('PG_VERSION'), version);

    const control = await readFile(pgdata('global', 'pg_control'));
    await writeFile(pgdata('global', 'pg_control'), control.subarray(0, 100));
    expect(await problemOf(start())).toMatch(/does not start .*pg_control.*postgres\.log/);
    await rm(pgdata('global', 'pg_control'));
    expect(await problemOf(start())).toMatch(/is damaged, files of it are missing: restore/);
    await rm(pgdata(), { recursive: true });
    await mkdir(pgdata());
    expect(await problemOf(start())).toMatch(/is damaged/);
  }, 60_000);

  test('a first start that was killed half-way is begun anew', async () => {
    await mkdir(pgdata('..', 'pgdata.new', 'base'), { recursive: true });
    await start();
  }, 60_000);
});
