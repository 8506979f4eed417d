import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { defaultMemoryMb } from './default-memory.ts';
import { prepareCluster, type Cluster } from './embedded-cluster.ts';
import { rememberedOrFreePort } from './free-port.ts';
import { SHORT_OF_MEMORY, launchPostgres } from './launch-postgres.ts';
import { stopPostmaster } from './postmaster.ts';

let root: string;
let cluster: Cluster;
let said: string[];
const log = (message: string): void => void said.push(message);

beforeEach(async () => {
  said = [];
  root = await mkdtemp(join(tmpdir(), 'smarketing-launch-'));
  await chmod(root, 0o755);
  await writeFile(join(root, 'postgres.log'), '', { mode: 0o600 });
  const { binaries, ...rest } = await prepareCluster(root, 'secret', true, log);
  // A system on which no more than 128 MB can be had.
  const narrow = join(root, 'narrow');
  const refusal = 'FATAL:  could not map anonymous shared memory: Cannot allocate memory';
  const script = `#!/bin/sh\ncase "$*" in *shared_buffers=128MB*) exec '${binaries.postgres}' "$@";; esac\necho '${refusal}' >&2\nexit 1\n`;
  await writeFile(narrow, script, { mode: 0o755 });
  cluster = { ...rest, binaries: { ...binaries, postgres: narrow } };
});
afterEach(() => rm(root, { recursive: true, force: true }));

test('where the system refuses the memory of the default, 128 MB are taken, and that is said', async () => {
  const launched = await launchPostgres(cluster, root, await rememberedOrFreePort(root), { log });
  expect(launched).toEqual({ pid: expect.any(Number) });
  await stopPostmaster((launched as { readonly pid: number }).pid);
  const wanted = defaultMemoryMb();
  const isRefused = wanted > 128;
  expect(said.filter((each) => each.includes('memory'))).toEqual(
    isRefused ? [`PostgreSQL cannot have ${wanted} MB of memory here, and is started with 128.`] : [],
  );
}, 30_000);

test('what was told is not changed: why it ended is the answer', async () => {
  const launched = await launchPostgres(cluster, root, await rememberedOrFreePort(root), { memoryMb: 200, log });
  expect(launched).toMatch(SHORT_OF_MEMORY);
  expect(said.filter((each) => each.includes('memory'))).toEqual([]);
}, 30_000);
