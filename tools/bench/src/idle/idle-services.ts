import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startTestKafka, startTestPostgres, startTestRedis } from '@smarketing/testing';
import { memoryOf, type Memory } from './process-use.ts';
import { started, untilIdle } from './started.ts';

export type IdleService = Memory & { readonly service: string };

/** The memory of each process of a distributed installation that has come to rest. */
export async function idleServices(settleMs: number): Promise<readonly IdleService[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'smarketing-bench-idle-'));
  const closing: (() => Promise<void>)[] = [() => rm(dataDir, { recursive: true, force: true })];
  try {
    const kafka = await startTestKafka();
    closing.push(() => kafka.stop());
    const postgres = await startTestPostgres();
    closing.push(() => postgres.stop());
    const redis = await startTestRedis();
    closing.push(() => redis.stop());
    const installation = await started(process.execPath, ['scripts/start-distributed.mjs', '--json'], {
      SMARKETING_DATA: dataDir,
      KAFKA_BROKERS: kafka.brokers.join(','),
      DATABASE_URL: await postgres.freshDatabase(),
      REDIS_URL: redis.url,
    });
    closing.push(() => installation.stop(installation.pid));
    await untilIdle(installation);
    await pause(settleMs);
    const { processes = [] } = installation;
    if (processes.length === 0) throw new Error('the installation did not say which processes it has');
    return await Promise.all(processes.map(async ({ service, pid }) => ({ service, ...(await memoryOf(pid)) })));
  } finally {
    for (const close of closing.reverse()) await close();
  }
}
