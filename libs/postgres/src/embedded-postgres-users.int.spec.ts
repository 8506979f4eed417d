import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { isRoot, serverUser } from './system-user.ts';

// As an ordinary user there is nobody else to be.
const describeAsRoot = isRoot() ? describe : describe.skip;

describeAsRoot('the embedded PostgreSQL under root', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'smarketing-embedded-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  test('keeps the database elsewhere where its own user cannot reach the data folder, and finds it again', async () => {
    const dataDir = join(root, 'closed', 'data');
    const said: string[] = [];
    const start = () => startEmbeddedPostgres({ dataDir, test: true, log: (message) => said.push(message) });
    const first = await start();
    await first.stop();
    const elsewhere = (await readFile(join(dataDir, 'pgdata-location'), 'utf8')).trim();
    try {
      expect(said).toHaveLength(1);
      expect(said[0]).toContain(`so the database is kept in ${elsewhere}`);
      const second = await start();
      await second.stop();
      expect(second.url).toBe(first.url);
      await rm(elsewhere, { recursive: true });
      await expect(start()).rejects.toThrow(/which is gone: restore/);
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
    }
  }, 60_000);

  test('an ordinary user runs it as itself, and root can use that folder afterwards', async () => {
    await chmod(root, 0o755);
    const dataDir = join(root, 'theirs');
    const { uid, gid } = await serverUser();
    await mkdir(dataDir);
    await chown(dataDir, uid, gid);
    const script = `
      import { startEmbeddedPostgres } from ${JSON.stringify(join(import.meta.dirname, 'embedded-postgres.ts'))};
      const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, test: true, log() {} });
      await server.stop();
      console.log(server.url);`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--conditions=@smarketing/source', '-e', script],
      { uid, gid, env: { PATH: process.env['PATH'], HOME: root } },
    );
    const server = await startEmbeddedPostgres({ dataDir, test: true, log: () => undefined });
    await server.stop();
    expect(server.url).toBe(stdout.trim());
  }, 60_000);
});
