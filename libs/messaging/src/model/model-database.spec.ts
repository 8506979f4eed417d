import { laneDatabaseContract } from '../lane-database.contract.ts';
import { MemoryLogServer } from '../memory-event-log.ts';
import { ModelDatabase } from './model-database.ts';
import { ModelLog } from './model-log.ts';
import { ModelTables } from './model-tables.ts';
import { World, type Actor } from './world.ts';

const bystander: Actor = { stage: 'first', state: 'running', die() {}, suspend() {} };

laneDatabaseContract('ModelDatabase', async () => {
  const world = new World(1, { toNextTimer() {} }, new Map());
  const tables = new ModelTables();
  const log = new ModelLog(world, bystander, new MemoryLogServer(), false);
  let isOpen = true;
  const turns = (async () => {
    while (isOpen) await world.turn();
  })();
  return {
    database: new ModelDatabase(world, bystander, tables, log),
    deadLetterIds: async () => [...tables.letters.keys()],
    close: async () => {
      isOpen = false;
      await turns;
    },
  };
});
