import { MemoryLaneDatabase } from '@smarketing/messaging';
import { conversionModelsContract } from './conversion-models.contract.ts';
import { MemoryConversionModels } from './memory-conversion-models.ts';
import { MemoryLeadScores } from './memory-lead-scores.ts';

conversionModelsContract('MemoryConversionModels', async () => {
  const database = new MemoryLaneDatabase();
  const leads = new MemoryLeadScores(
    (work) => database.transaction(work),
    () => 0,
  );
  const models = new MemoryConversionModels(leads.attempts);
  return { models, others: models, leads, database, close: async () => undefined };
});
