import { keyedTableSql } from '@smarketing/postgres';
import type { Migration } from '@smarketing/postgres';

export const routingMigrations: readonly Migration[] = [
  { name: 'routing-lead', sql: keyedTableSql('routing_lead') },
  {
    name: 'routing-book',
    sql: `
      -- Its one row is the key to all the other tables of the book: who writes holds it.
      CREATE TABLE book (id int PRIMARY KEY DEFAULT 1 CHECK (id = 1));
      INSERT INTO book DEFAULT VALUES;

      CREATE TABLE seats (
        rep_id text PRIMARY KEY,
        open_leads int NOT NULL,
        body json NOT NULL
      ) WITH (fillfactor = 50);

      -- Open cycles of contacts whose company is known; rep_id is null while the cycle waits for an owner.
      CREATE TABLE account_cycles (
        cycle_id text PRIMARY KEY,
        domain text NOT NULL,
        lead_id text NOT NULL,
        since_ms bigint NOT NULL,
        rep_id text,
        assignment_id text
      );
      CREATE INDEX account_cycles_domain ON account_cycles (domain);
      CREATE INDEX account_cycles_lead ON account_cycles (lead_id);
      CREATE INDEX account_cycles_waiting ON account_cycles (domain) WHERE rep_id IS NULL;

      CREATE TABLE account_deals (
        domain text PRIMARY KEY,
        rep_id text NOT NULL,
        at_ms bigint NOT NULL
      );

      CREATE TABLE decisions (
        decision_id text PRIMARY KEY,
        lead_id text NOT NULL,
        at_ms bigint NOT NULL,
        body json NOT NULL
      );
      CREATE INDEX decisions_lead ON decisions (lead_id, at_ms);

      CREATE TABLE packets (
        assignment_id text PRIMARY KEY,
        lead_id text NOT NULL,
        at_ms bigint NOT NULL,
        body json NOT NULL
      );
      CREATE INDEX packets_lead ON packets (lead_id, at_ms);
    `,
  },
  {
    name: 'no-index-of-waiting',
    // Whoever waits is found by the lead.
    sql: 'DROP INDEX account_cycles_waiting;',
  },
];
