import type { Migration } from './migrate.ts';

/** What replays add to the runner's tables: how far a lane is with them, and what was announced and can be told again. */
export const replayMigrations: readonly Migration[] = [
  {
    name: 'replay-1',
    sql: `
      ALTER TABLE lanes ADD COLUMN rebuild json NOT NULL DEFAULT '{"running":null,"finished":null,"retellings":[]}';

      -- What the service has decided and published about leads. By key first: a lead's rows are told, and erased, together.
      CREATE TABLE announced (
        key text NOT NULL,
        position bigint GENERATED ALWAYS AS IDENTITY,
        lane int NOT NULL,
        type text NOT NULL,
        -- Set where only the newest event of its key, type and facet is kept.
        facet text,
        event json NOT NULL,
        PRIMARY KEY (key, position)
      );
      CREATE INDEX announced_lane ON announced (lane, position);
      CREATE UNIQUE INDEX announced_newest ON announced (key, type, facet) WHERE facet IS NOT NULL;
    `,
  },
];
