import { KafkaEventLog, KafkaUnreachable } from '@smarketing/kafka';
import type { EventLog } from '@smarketing/messaging';
import {
  PostgresEventLog,
  StartupProblem,
  checkDatabase,
  logMigrations,
  migrate,
  openPool,
} from '@smarketing/postgres';
import { InProcessRateLimiter, RedisRateLimiter, connectRedis } from '@smarketing/redis';
import { ConfiguredKeyring, LayeredKeyring } from '../access/keyring.ts';
import { PostgresAccessStore } from '../access/store/postgres-access-store.ts';
import { StoredKeyring } from '../access/stored-keyring.ts';
import { parseClock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Logger } from '../logger.ts';
import { Metrics } from '../metrics/metrics.ts';
import type { Platform } from './boot.ts';
import { VERSION } from './version.ts';

export type OpenPlatform = Platform & { close(): Promise<void> };

/** Connections of one process: the runners' transactions, the log's appender and readers, and HTTP. */
const POOL_SIZE = 24;

/** Of one key. Far above what one client needs that sends batches. */
const INTAKE_REQUESTS_PER_SECOND = 5_000;

/** Opens what a process stands on: the database first, then the log. Throws StartupProblem with a sentence for the operator. */
export async function openPlatform(config: Config, databaseUrl: string, logger: Logger): Promise<OpenPlatform> {
  await checkDatabase(databaseUrl);
  const clock = parseClock(config.SMARKETING_CLOCK);
  const pool = openPool(databaseUrl, {
    max: POOL_SIZE,
    applicationName: 'smarketing',
    // The error carries the whole client, password included: its message says enough.
    onError: ({ message }) => logger.warn({ because: message }, 'an idle connection to the database broke'),
  });
  let log: EventLog;
  try {
    log = await openLog(config, databaseUrl, pool, logger);
  } catch (error) {
    await pool.end();
    throw error;
  }
  const redis = config.REDIS_URL
    ? connectRedis(config.REDIS_URL, (level, message, details) => logger[level](details, message))
    : null;
  const limit = { points: config.SMARKETING_INTAKE_LIMIT ?? INTAKE_REQUESTS_PER_SECOND, windowSeconds: 1 };
  const configured = new ConfiguredKeyring({
    writeKey: config.SMARKETING_WRITE_KEY,
    apiKey: config.SMARKETING_API_KEY,
  });
  return {
    config,
    clock,
    logger,
    metrics: new Metrics(VERSION),
    keyring: new LayeredKeyring(configured, new StoredKeyring(new PostgresAccessStore(pool), clock)),
    intakeLimit: redis ? new RedisRateLimiter(redis.client, 'intake', limit) : new InProcessRateLimiter(limit),
    databaseUrl,
    pool,
    log,
    async close() {
      await log.close();
      await redis?.close();
      await pool.end();
    },
  };
}

async function openLog(config: Config, databaseUrl: string, pool: Platform['pool'], logger: Logger): Promise<EventLog> {
  if (!config.KAFKA_BROKERS) {
    await migrate(databaseUrl, 'log', logMigrations('log'));
    return new PostgresEventLog({ pool });
  }
  try {
    return await KafkaEventLog.open({
      brokers: config.KAFKA_BROKERS,
      clientId: 'smarketing',
      log: (level, message, detail) => logger[level]({ detail }, message),
    });
  } catch (error) {
    if (error instanceof KafkaUnreachable) throw new StartupProblem(error.message);
    throw error;
  }
}
