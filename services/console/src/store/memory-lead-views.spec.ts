import { MemoryLaneDatabase } from '@smarketing/messaging';
import { leadViewsContract } from './lead-views.contract.ts';
import { MemoryLeadViews } from './memory-lead-views.ts';

leadViewsContract('MemoryLeadViews', async () => {
  const database = new MemoryLaneDatabase();
  const views = new MemoryLeadViews((work) => database.transaction(work));
  return { database, views, close: async () => undefined };
});
