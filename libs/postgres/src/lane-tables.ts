import type { Migration } from './migrate.ts';
import { replayMigrations } from './replay-tables.ts';

/**
 * The runner's tables, in the schema of each service that has lanes. JSON columns are `json` and not `jsonb`: they are only
 * stored and read back whole, and `jsonb` refuses the \u0000 that people do send.
 */
export const laneMigrations: readonly Migration[] = [
  {
    name: 'lanes-1',
    // A lane's row is rewritten with every batch: room for it on its own page keeps that off the index, and an early vacuum
    // keeps 24 rows from becoming thousands of dead ones while a report holds an old snapshot.
    sql: `
      CREATE TABLE lanes (
        lane int PRIMARY KEY,
        epoch bigint NOT NULL,
        offsets json NOT NULL DEFAULT '{}',
        seen json NOT NULL DEFAULT '{}',
        sent json NOT NULL DEFAULT '{}',
        clock_ms bigint NOT NULL DEFAULT 0,
        agreement_version int
      ) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0);

      CREATE TABLE unpublished (
        lane int NOT NULL,
        batch bigint NOT NULL,
        body text NOT NULL,
        PRIMARY KEY (lane, batch)
      ) WITH (autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 2000);
      -- It lives for milliseconds: compressing it is wasted.
      ALTER TABLE unpublished ALTER COLUMN body SET STORAGE EXTERNAL;

      -- Generations never repeat, also not after a timer was removed and set again.
      CREATE SEQUENCE timer_generation AS bigint;
      CREATE TABLE timers (
        name text NOT NULL,
        key text NOT NULL,
        lane int NOT NULL,
        due_at_ms bigint NOT NULL,
        generation bigint NOT NULL DEFAULT nextval('timer_generation'),
        data json NOT NULL,
        PRIMARY KEY (name, key)
      ) WITH (fillfactor = 80);
      CREATE INDEX timers_due ON timers (lane, due_at_ms);

      CREATE TABLE inbox (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id text NOT NULL UNIQUE,
        lane int NOT NULL,
        event json NOT NULL
      );
      CREATE INDEX inbox_lane ON inbox (lane, position);

      CREATE TABLE dead_letters (
        id text PRIMARY KEY,
        lane int NOT NULL,
        reactor text NOT NULL,
        reason text NOT NULL,
        detail text NOT NULL,
        topic text NOT NULL,
        partition int NOT NULL,
        record_offset bigint NOT NULL,
        event_id text,
        payload text NOT NULL,
        at_ms bigint NOT NULL
      );
      CREATE INDEX dead_letters_at ON dead_letters (at_ms);
    `,
  },
  {
    name: 'dead-letters-2',
    sql: `
      ALTER TABLE dead_letters
        -- waiting, replaying (its lane has been asked), replayed
        ADD COLUMN status text NOT NULL DEFAULT 'waiting',
        ADD COLUMN attempts int NOT NULL DEFAULT 1,
        ADD COLUMN tried_at_ms bigint,
        ADD COLUMN stack text,
        ADD COLUMN event_type text,
        ADD COLUMN is_cut boolean NOT NULL DEFAULT false,
        -- Key, headers and timestamp of a record that was set aside as a whole.
        ADD COLUMN record json;
      UPDATE dead_letters SET tried_at_ms = at_ms;
      ALTER TABLE dead_letters ALTER COLUMN tried_at_ms SET NOT NULL;
      -- In the order of the list, whatever the database's own order of text is: lists of several services are merged by it.
      DROP INDEX dead_letters_at;
      CREATE INDEX dead_letters_list ON dead_letters (at_ms DESC, id COLLATE "C" DESC);
      CREATE INDEX dead_letters_open ON dead_letters (at_ms DESC, id COLLATE "C" DESC) WHERE status <> 'replayed';

      -- Who wanted a letter tried again, when, and what came of it.
      CREATE TABLE dead_letter_replays (
        letter_id text NOT NULL,
        attempt int NOT NULL,
        requested_at_ms bigint NOT NULL,
        requested_by text NOT NULL,
        decided_at_ms bigint,
        outcome text,
        detail text,
        PRIMARY KEY (letter_id, attempt)
      );

      -- An item is either an event to publish or a dead letter to try again.
      ALTER TABLE inbox
        ALTER COLUMN event DROP NOT NULL,
        ADD COLUMN letter_id text,
        ADD COLUMN asked_at_ms bigint,
        ADD CHECK (num_nonnulls(event, letter_id) = 1 AND num_nonnulls(event, asked_at_ms) = 1);
    `,
  },
  ...replayMigrations,
  {
    name: 'sweep-1',
    // Null: this lane never had to decide again under another agreement.
    sql: 'ALTER TABLE lanes ADD COLUMN sweep json;',
  },
  {
    name: 'lanes-packed',
    // Counts are packed from now on (packed-counters.ts). A process of a former version, which is about to end, could not read them, and would
    // number its records from 1 again: by other names it finds nothing, and its batches wait for the next owner of their lanes.
    sql: `
      ALTER TABLE lanes RENAME COLUMN seen TO seen_by;
      ALTER TABLE lanes RENAME COLUMN sent TO sent_to;
    `,
  },
];
