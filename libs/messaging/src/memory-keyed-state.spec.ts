import { contractInitial, keyedStateContract } from './keyed-state.contract.ts';
import { MemoryKeyedState } from './memory-keyed-state.ts';
import { MemoryLaneDatabase } from './memory-lane-database.ts';

keyedStateContract('MemoryKeyedState', async () => ({
  states: new MemoryKeyedState(contractInitial),
  database: new MemoryLaneDatabase(),
  close: async () => undefined,
}));
