import { resolve } from 'node:path';
import { startEmbeddedPostgres } from '@smarketing/postgres';
import { boot, openLogger, openPlatform, readConfig, untilStopped } from '@smarketing/service-kit';
import { agreementInForce, banner, type Ready } from './banner.ts';
import { readOrMakeCredentials } from './credentials.ts';
import { seedDemo } from './demo.ts';
import { allServices } from './services.ts';

const asJson = process.argv.includes('--json');

/** Every service in one process: the database first, then the log, consumers, HTTP, and last the word that it is ready. */
await untilStopped(async () => {
  const config = readConfig(process.env);
  const dataDir = resolve(config.SMARKETING_DATA ?? '.smarketing');
  const logger = openLogger(config.LOG_LEVEL ?? 'warn', 'smarketing');
  const closing: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    let databaseUrl = config.DATABASE_URL;
    if (databaseUrl === undefined) {
      const postgres = await startEmbeddedPostgres({
        dataDir: `${dataDir}/postgres`,
        memoryMb: config.SMARKETING_POSTGRES_MEMORY,
        log: (message) => logger.info({ from: 'postgres' }, message),
      });
      closing.push(() => postgres.stop());
      databaseUrl = postgres.url;
    }
    const credentials = await readOrMakeCredentials(dataDir, config);
    const settings = { ...config, SMARKETING_WRITE_KEY: credentials.writeKey, SMARKETING_API_KEY: credentials.apiKey };
    const platform = await openPlatform(settings, databaseUrl, logger);
    closing.push(() => platform.close());
    const booted = await boot(allServices, platform);
    closing.push(() => booted.stop());
    if (config.SMARKETING_DEMO ?? true) await seedDemo(booted.url, credentials);
    const ready: Ready = { url: booted.url, ...credentials };
    process.stdout.write(asJson ? `${JSON.stringify(ready)}\n` : banner(ready, await agreementInForce(ready)));
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
});
