import { MemoryLaneDatabase } from '@smarketing/messaging';
import { bookContract } from './book.contract.ts';
import { MemoryBook } from './memory-book.ts';

bookContract('MemoryBook', async () => ({
  book: new MemoryBook(),
  database: new MemoryLaneDatabase(),
  close: async () => undefined,
}));
