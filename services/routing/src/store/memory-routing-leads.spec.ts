import { MemoryLaneDatabase } from '@smarketing/messaging';
import { MemoryRoutingLeads } from './memory-routing-leads.ts';
import { routingLeadsContract } from './routing-leads.contract.ts';

routingLeadsContract('MemoryRoutingLeads', async () => ({
  leads: new MemoryRoutingLeads(),
  database: new MemoryLaneDatabase(),
  close: async () => undefined,
}));
