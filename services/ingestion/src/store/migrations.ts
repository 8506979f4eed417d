import type { Migration } from '@smarketing/postgres';

export const migrations: readonly Migration[] = [
  {
    name: 'directory-1',
    // JSON columns are `json`: they are stored and read back whole, and cost less than `jsonb` to write.
    sql: `
      -- The ledger of ids and the evidence in one row. variant 0 is the statement that counts; what carries the same id and
      -- says something else stands beside it.
      CREATE TABLE client_event (
        event_id uuid NOT NULL,
        variant bigint NOT NULL DEFAULT 0,
        source text NOT NULL,
        client_id text NOT NULL,
        hash text NOT NULL,
        status text NOT NULL,
        reason text,
        difference json,
        lead_id uuid,
        type text NOT NULL,
        occurred_at_ms bigint NOT NULL,
        received_at_ms bigint NOT NULL,
        principal_id text,
        payload json NOT NULL,
        -- How often it was sent again.
        repeats int NOT NULL DEFAULT 0,
        PRIMARY KEY (event_id, variant)
      ) WITH (fillfactor = 90);
      CREATE INDEX client_event_timeline ON client_event (lead_id, occurred_at_ms DESC, event_id DESC)
        WHERE status = 'applied';
      CREATE INDEX client_event_set_aside ON client_event (received_at_ms) WHERE status <> 'applied';

      CREATE TABLE identifier (
        kind text NOT NULL,
        value text NOT NULL,
        lead_id uuid NOT NULL,
        PRIMARY KEY (kind, value)
      ) WITH (fillfactor = 90);
      CREATE INDEX identifier_lead ON identifier (lead_id);

      -- Rewritten with every statement about the person: room for it on its own page keeps that off the index.
      CREATE TABLE lead (
        id uuid PRIMARY KEY,
        version bigint NOT NULL,
        told_version bigint NOT NULL,
        created_at_ms bigint NOT NULL,
        moved_to uuid,
        erased boolean NOT NULL DEFAULT false,
        ids json NOT NULL,
        profile json NOT NULL,
        consent json NOT NULL
      ) WITH (fillfactor = 75);
    `,
  },
  {
    name: 'retelling-1',
    // Of what was taken before, the instant of reception stands for that of the decision: they are moments apart.
    sql: `
      ALTER TABLE client_event ADD COLUMN decided_at_ms bigint, ADD COLUMN emits_before smallint NOT NULL DEFAULT 0;
      ALTER TABLE lead ADD COLUMN told_at_ms bigint;
      UPDATE lead SET told_at_ms = created_at_ms;
      ALTER TABLE lead ALTER COLUMN told_at_ms SET NOT NULL;
    `,
  },
];
