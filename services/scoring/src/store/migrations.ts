import { keyedTableSql, type Migration } from '@smarketing/postgres';

export const scoringMigrations: readonly Migration[] = [
  {
    name: 'lead-score',
    sql: keyedTableSql('lead_score', { agreement_version: 'int' }),
  },
  {
    name: 'evidence',
    // Added to and read whole per lead; a row only changes when it is told again.
    sql: `
      CREATE TABLE evidence (
        event_id text PRIMARY KEY,
        lead text NOT NULL,
        type text NOT NULL,
        at_ms bigint NOT NULL,
        occurred_at_ms bigint NOT NULL,
        received_at_ms bigint NOT NULL,
        body json NOT NULL
      );
      CREATE INDEX evidence_lead_at ON evidence (lead, at_ms);
    `,
  },
  {
    name: 'evidence-told-again',
    sql: `
      ALTER TABLE evidence
        ADD COLUMN weighed boolean NOT NULL DEFAULT true,
        -- It counts where it is of the same generation as its lead.
        ADD COLUMN generation int NOT NULL DEFAULT 0;
      ALTER TABLE lead_score ADD COLUMN generation int NOT NULL DEFAULT 0;
    `,
  },
  {
    name: 'evidence-of-mails',
    // Of which mail it is a delivery, a click or a visit: what robots did shows only together.
    sql: `
      ALTER TABLE evidence ADD COLUMN mail text;
      CREATE INDEX evidence_lead_mail ON evidence (lead, mail) WHERE mail IS NOT NULL;
    `,
  },
  {
    name: 'account-score',
    sql: keyedTableSql('account_score'),
  },
  {
    name: 'profile-snapshot',
    // What a profile was when; few a lead.
    sql: `
      CREATE TABLE profile_snapshot (
        lead text NOT NULL,
        version int NOT NULL,
        from_ms bigint,
        body json NOT NULL,
        PRIMARY KEY (lead, version)
      );
    `,
  },
  {
    name: 'evidence-by-type',
    // What somebody did, and when, is read off the index alone: rows of one lead lie far apart.
    sql: `
      CREATE INDEX evidence_lead_at_type ON evidence (lead, at_ms) INCLUDE (type, generation);
      DROP INDEX evidence_lead_at;
    `,
  },
  {
    name: 'attempts-and-models',
    // An attempt is known as it was when it began; a model is never changed. `known` counts outcomes as they are recorded.
    sql: `
      CREATE TABLE attempt (
        cycle_id text PRIMARY KEY,
        lead text NOT NULL,
        began_at_ms bigint NOT NULL,
        features json NOT NULL,
        outcome text,
        ended_at_ms bigint,
        known bigint
      );
      CREATE SEQUENCE attempt_known;
      CREATE INDEX attempt_lead ON attempt (lead);
      CREATE INDEX attempt_began ON attempt (began_at_ms);
      CREATE INDEX attempt_known_outcome ON attempt (known) INCLUDE (outcome) WHERE known IS NOT NULL;
      CREATE TABLE conversion_model (
        version int PRIMARY KEY,
        trained_at_ms bigint NOT NULL,
        won int NOT NULL,
        lost int NOT NULL,
        through bigint NOT NULL,
        body json NOT NULL
      );
    `,
  },
];
