import { MemoryLaneDatabase } from '../memory-lane-database.ts';
import { announcementsContract } from './announcements.contract.ts';
import { MemoryAnnouncements } from './memory-announcements.ts';

announcementsContract('memory', async () => ({
  announcements: new MemoryAnnouncements(),
  database: new MemoryLaneDatabase(),
  close: async () => undefined,
}));
