import { setTimeout as pause } from 'node:timers/promises';
import type { Grounds } from '../stream/grounds.ts';
import { memoryOf, type Memory } from './process-use.ts';

export type IdleService = Memory & { readonly service: string };

/** The memory of each process of a distributed installation that has come to rest. */
export async function idleServices(grounds: Grounds, settleMs: number): Promise<readonly IdleService[]> {
  const servers = await grounds.servers();
  try {
    const installation = await grounds.distributed(servers);
    try {
      await installation.settled(0);
      await pause(settleMs);
      const { services } = installation;
      if (services.length === 0) throw new Error('the installation did not say which processes it has');
      return await Promise.all(services.map(async ({ service, pid }) => ({ service, ...(await memoryOf(pid)) })));
    } finally {
      await installation.stop();
    }
  } finally {
    await servers.stop();
  }
}
