import { accessStoreContract } from './access-store.contract.ts';
import { MemoryAccessStore } from './memory-access-store.ts';

accessStoreContract('MemoryAccessStore', async () => new MemoryAccessStore());
