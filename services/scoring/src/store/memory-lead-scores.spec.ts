import { MemoryLaneDatabase } from '@smarketing/messaging';
import { leadScoresContract } from './lead-scores.contract.ts';
import { MemoryLeadScores } from './memory-lead-scores.ts';

leadScoresContract('MemoryLeadScores', async (newest, carrying) => {
  const database = new MemoryLaneDatabase();
  const leads = new MemoryLeadScores((work) => database.transaction(work), newest, carrying);
  return { leads, database, close: async () => undefined };
});
