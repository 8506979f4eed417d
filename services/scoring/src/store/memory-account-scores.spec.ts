import { MemoryLaneDatabase } from '@smarketing/messaging';
import { accountScoresContract } from './account-scores.contract.ts';
import { MemoryAccountScores } from './memory-account-scores.ts';

accountScoresContract('MemoryAccountScores', async () => {
  const database = new MemoryLaneDatabase();
  const accounts = new MemoryAccountScores((work) => database.transaction(work));
  return { accounts, database, close: async () => undefined };
});
