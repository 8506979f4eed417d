import { MemoryLaneDatabase } from '@smarketing/messaging';
import { feedbackLeadsContract } from './feedback-leads.contract.ts';
import { MemoryFeedbackLeads } from './memory-feedback-leads.ts';

feedbackLeadsContract('MemoryFeedbackLeads', async () => {
  const database = new MemoryLaneDatabase();
  const leads = new MemoryFeedbackLeads((work) => database.transaction(work));
  return { database, leads, close: async () => undefined };
});
