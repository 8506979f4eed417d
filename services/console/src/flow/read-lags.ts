import { services } from '@smarketing/contracts';
import type { EventLog } from '@smarketing/messaging';
import { lagsOf, type TopicLag } from '../domain/lags.ts';
import { readers, topicsRead } from '../domain/readers.ts';

/**
 * What the groups had committed, and then how far the topics were. A group commits what it read after the log has
 * acknowledged all that followed from it; so where the later heads are no further than the earlier commits, nothing that any
 * record caused was under way in between.
 */
export async function readLags(
  log: Pick<EventLog, 'heads' | 'committed'>,
  between: () => Promise<void> = async () => undefined,
): Promise<readonly TopicLag[]> {
  const committed = await Promise.all(
    services.map(async (service) => [service, await log.committed(service, topicsRead(service))] as const),
  );
  await between();
  return lagsOf(new Map(committed), await log.heads([...readers.keys()]));
}
