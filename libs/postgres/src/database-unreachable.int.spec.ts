import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestPostgres } from '@smarketing/testing';
import type { TestPostgres } from '@smarketing/testing';
import { checkDatabase } from './database-unreachable.ts';
import { openPool } from './pool.ts';

let server: TestPostgres;
beforeAll(async () => {
  server = await startTestPostgres();
}, 60_000);
afterAll(() => server?.stop(), 60_000);

const changed = (change: Partial<URL>): string => Object.assign(new URL(server.url), change).href;

describe('checking the database before a start', () => {
  test('says nothing when it answers', async () => {
    await checkDatabase(server.url);
  });

  test('says in one sentence what is wrong, never with the password', async () => {
    await expect(checkDatabase(changed({ port: '1' }))).rejects.toThrow(
      'PostgreSQL at 127.0.0.1:1 cannot be reached (ECONNREFUSED): start it, or correct DATABASE_URL.',
    );
    await expect(checkDatabase(changed({ password: 'secret' }))).rejects.toThrow(
      /^PostgreSQL at [^ ]+ refuses the password of user smarketing: correct DATABASE_URL\.$/,
    );
    await expect(checkDatabase(changed({ pathname: '/none' }))).rejects.toThrow(/has no database none: create it/);
    await expect(checkDatabase('postgres://[')).rejects.toThrow(/is not a URL/);
  });
});

describe('a pool', () => {
  test('outlives a connection that the server ends while nobody uses it, and reports it', async () => {
    let report: (error: Error) => void = () => undefined;
    const told = new Promise<Error>((done) => (report = done));
    const url = await server.freshDatabase();
    const pool = openPool(url, { max: 2, applicationName: 'idle', onError: report });
    await pool.query('SELECT 1');
    const admin = openPool(url, { max: 1, applicationName: 'admin', onError: () => undefined });
    await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'idle'`);
    expect((await told).message).toMatch(/terminat/);
    const { rows } = await pool.query('SELECT 9007199254740991::bigint AS big');
    expect(rows).toEqual([{ big: 9_007_199_254_740_991 }]);
    await Promise.all([pool.end(), admin.end()]);
  });

  test('runs without JIT and finds a service’s own tables first', async () => {
    const pool = openPool(server.url, { max: 1, applicationName: 's', onError: () => undefined, schema: 'scoring' });
    const { rows } = await pool.query(`SELECT current_setting('jit') AS jit, current_setting('search_path') AS path`);
    expect(rows).toEqual([{ jit: 'off', path: 'scoring,public' }]);
    await pool.end();
  });
});
