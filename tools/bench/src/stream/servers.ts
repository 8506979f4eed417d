import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPool, removeEmbeddedPostgres, startEmbeddedPostgres } from '@smarketing/postgres';
import { startTestKafka, startTestRedis } from '@smarketing/testing';

/** What every contender of a round stands on: one Kafka, one PostgreSQL that makes what it says durable, one Redis. */
export type Servers = {
  readonly brokers: string;
  readonly redisUrl: string;
  readonly postmaster: number;
  /** Makes an empty database and returns its URL. */
  freshDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
};

/** `isBrief`: what they do is not measured, and the broker's second compiler would never pay for itself. */
export async function startServers({ isBrief = false } = {}): Promise<Servers> {
  const dataDir = await mkdtemp(join(tmpdir(), 'smarketing-bench-'));
  const started = await Promise.allSettled([
    startTestKafka({ isBrief }),
    startTestRedis(),
    startEmbeddedPostgres({ dataDir, log: () => undefined }),
  ]);
  const [kafka, redis, postgres] = started;
  const stop = async (): Promise<void> => {
    await Promise.all(
      started.map(async (one) => {
        if (one.status === 'fulfilled') await one.value.stop();
      }),
    );
    await removeEmbeddedPostgres(dataDir);
  };
  if (kafka.status === 'rejected' || redis.status === 'rejected' || postgres.status === 'rejected') {
    await stop();
    throw started.find((one) => one.status === 'rejected')?.reason;
  }
  return {
    brokers: kafka.value.brokers.join(','),
    redisUrl: redis.value.url,
    postmaster: postgres.value.pid,
    freshDatabase: (name) => createDatabase(postgres.value.url, name),
    stop,
  };
}

async function createDatabase(url: string, name: string): Promise<string> {
  const pool = openDatabase(url);
  try {
    await pool.query(`CREATE DATABASE ${name}`);
  } finally {
    await pool.end();
  }
  const own = new URL(url);
  own.pathname = `/${name}`;
  return own.href;
}

/** The bench's own look at a contender's database. */
export function openDatabase(url: string): ReturnType<typeof openPool> {
  return openPool(url, { max: 2, applicationName: 'bench', onError: () => undefined });
}
