import { laneDatabaseContract } from './lane-database.contract.ts';
import { MemoryLaneDatabase } from './memory-lane-database.ts';

laneDatabaseContract('MemoryLaneDatabase', async () => {
  const database = new MemoryLaneDatabase();
  return { database, deadLetterIds: async () => [...database.deadLetters.keys()], close: async () => undefined };
});
