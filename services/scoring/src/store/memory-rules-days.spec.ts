import { MemoryLaneDatabase } from '@smarketing/messaging';
import { MemoryRulesDays } from './memory-rules-days.ts';
import { rulesDaysContract } from './rules-days.contract.ts';

rulesDaysContract('MemoryRulesDays', async () => ({
  days: new MemoryRulesDays(),
  database: new MemoryLaneDatabase(),
  close: async () => undefined,
}));
