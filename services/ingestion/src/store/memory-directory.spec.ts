import { MemoryLaneDatabase } from '@smarketing/messaging';
import { directoryContract } from './directory.contract.ts';
import { MemoryDirectory } from './memory-directory.ts';

directoryContract('MemoryDirectory', async () => {
  const database = new MemoryLaneDatabase();
  return {
    directory: new MemoryDirectory(),
    transaction: (work) => database.transaction(work),
    close: async () => undefined,
  };
});
