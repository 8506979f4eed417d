import { MemoryLaneDatabase } from '@smarketing/messaging';
import { MemorySlaLeads } from './memory-sla-leads.ts';
import { slaLeadsContract } from './sla-leads.contract.ts';

slaLeadsContract('MemorySlaLeads', async () => {
  const database = new MemoryLaneDatabase();
  return { database, leads: new MemorySlaLeads((work) => database.transaction(work)), close: async () => undefined };
});
