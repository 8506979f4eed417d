import { StartupProblem } from '@smarketing/postgres';
import { readConfig } from '../config.ts';
import type { ServiceDefinition } from '../define-service.ts';
import { openLogger } from '../logger.ts';
import { boot } from './boot.ts';
import { giveBackMemoryAfterStart } from './memory-after-start.ts';
import { openPlatform } from './open-platform.ts';

/** Runs one service as a process of its own, over Kafka and PostgreSQL, until SIGTERM or SIGINT. */
export async function run(service: ServiceDefinition): Promise<void> {
  await untilStopped(async () => {
    const config = readConfig(process.env, ['DATABASE_URL', 'KAFKA_BROKERS', 'SMARKETING_API_KEY']);
    const logger = openLogger(config.LOG_LEVEL ?? 'info', service.name);
    const platform = await openPlatform(config, config.DATABASE_URL!, logger);
    try {
      const booted = await boot([service], platform);
      logger.info({ url: booted.url }, 'ready');
      return async () => {
        await booted.stop();
        await platform.close();
      };
    } catch (error) {
      await platform.close();
      throw error;
    }
  });
}

/** Starts something, and stops it at the first signal; exits 1 with a sentence where the start fails. */
export async function untilStopped(start: () => Promise<() => Promise<void>>): Promise<void> {
  let stop: (() => Promise<void>) | undefined;
  let stopping = false;
  const onSignal = (): void => {
    if (stopping) return;
    stopping = true;
    if (!stop) process.exit(0);
    stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  try {
    stop = await start();
    giveBackMemoryAfterStart();
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): never {
  if (error instanceof StartupProblem) process.stderr.write(`${error.message}\n`);
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}
