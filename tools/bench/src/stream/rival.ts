import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Contender, Started } from './contender.ts';
import { end } from './installation.ts';
import { openDatabase, type Servers } from './servers.ts';

const root = resolve(import.meta.dirname, '../../../..');
const SETTLED_WITHIN_MS = 180_000;

/** Its processes, in the order in which they are started: the first one takes what comes over HTTP. */
type Programs = readonly [edge: string, ...others: string[]];

/** The design that most would begin with. */
export const plain = rival(
  'plain',
  'Plain NestJS',
  'ledger, evidence, a sum of points by type of event, one record per event out; no identity, decay, explanation, routing, order of effects',
  ['edge.ts', 'scorer.ts'],
);

/** The same way for the same bytes, and nothing done with them. */
export const floor = rival(
  'floor',
  'Floor',
  'the same hops, a ledger of ids, evidence and a count per lead in one statement a batch; looks at nothing, decides nothing, tells nobody',
  ['edge-and-relay.ts', 'writer.ts', 'writer.ts'],
);

function rival(id: string, name: string, does: string, programs: Programs): Contender {
  return {
    name,
    does,
    table: { schema: 'public', name: 'evidence' },
    eventIdOf: (clientId) => clientId,
    start: (servers) => start(servers, id, programs),
  };
}

async function start(servers: Servers, id: string, programs: Programs): Promise<Started> {
  const folder = join(root, 'tools/bench/rivals', id);
  const databaseUrl = await servers.freshDatabase(id);
  const pool = openDatabase(databaseUrl);
  await pool.query(await readFile(join(folder, 'schema.sql'), 'utf8'));
  const port = await freePort();
  const env = {
    ...process.env,
    ...{ KAFKA_BROKERS: servers.brokers, DATABASE_URL: databaseUrl, PORT: String(port), NODE_ENV: 'production' },
  };
  const children: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(children.map(end));
    await pool.end();
  };
  try {
    for (const program of programs) {
      const child = fork(join(folder, program), { cwd: root, env, execArgv: ['--import', './scripts/loader.mjs'] });
      children.push(child);
      await ready(child, `${id}/${program}`);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    target: { url: `http://127.0.0.1:${port}/v1/batch`, headers: {} },
    names: new Map(children.map(({ pid }, i) => [pid!, programs[i]!.replace('.ts', '')])),
    databaseUrl,
    settled: async (taken) => {
      const giveUpAt = Date.now() + SETTLED_WITHIN_MS;
      while (Date.now() < giveUpAt) {
        const { rows } = await pool.query<{ n: number }>('SELECT count(*) AS n FROM evidence');
        if (rows[0]!.n === taken) return;
        await pause(100);
      }
      throw new Error(`${id} has not written ${taken} events within ${SETTLED_WITHIN_MS / 1_000} s`);
    },
    stop,
  };
}

async function ready(child: ChildProcess, name: string): Promise<void> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${name} ended with ${code} before it was ready`);
  });
  await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  server.close();
  await once(server, 'close');
  return port;
}
