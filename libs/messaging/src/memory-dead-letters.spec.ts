import { deadLettersContract } from './dead-letters.contract.ts';
import { MemoryDeadLetters } from './memory-dead-letters.ts';
import { MemoryLaneDatabase } from './memory-lane-database.ts';

deadLettersContract('MemoryDeadLetters', async () => {
  const database = new MemoryLaneDatabase();
  return { database, deadLetters: new MemoryDeadLetters(database), close: async () => undefined };
});
