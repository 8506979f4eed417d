import { MemoryLaneDatabase } from '@smarketing/messaging';
import { MemoryDirectory } from './memory-directory.ts';
import { MemorySetAsideEvents } from './memory-set-aside-events.ts';
import { setAsideEventsContract } from './set-aside-events.contract.ts';

setAsideEventsContract('MemorySetAsideEvents', async () => {
  const database = new MemoryLaneDatabase();
  const directory = new MemoryDirectory();
  return {
    directory,
    setAside: new MemorySetAsideEvents(directory),
    transaction: (work) => database.transaction(work),
    close: async () => undefined,
  };
});
