import { MemoryLaneDatabase } from '@smarketing/messaging';
import { agreementStoreContract } from './agreement-store.contract.ts';
import { MemoryAgreementStore } from './memory-agreement-store.ts';

agreementStoreContract('MemoryAgreementStore', async () => {
  const database = new MemoryLaneDatabase();
  return { store: new MemoryAgreementStore(), transaction: (work) => database.transaction(work) };
});
