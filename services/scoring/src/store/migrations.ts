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
  {
    name: 'lead-score-lanes',
    // Which leads of a lane are behind the agreement is read off the index alone. The lane of a key as laneOf has it, for the rows
    // that are there: murmur2 of its UTF-8 bytes in 32 bits, modulo 24.
    sql: `
      CREATE FUNCTION lane_of(key text) RETURNS int LANGUAGE plpgsql AS $$
      DECLARE
        low32 CONSTANT bigint := 4294967295;
        m CONSTANT bigint := 1540483477;
        bytes bytea := convert_to(key, 'UTF8');
        length int := octet_length(bytes);
        whole int := length - length % 4;
        hash bigint := 2538058380::bigint # length::bigint;
        k bigint;
      BEGIN
        FOR at IN 0 .. whole / 4 - 1 LOOP
          k := get_byte(bytes, 4 * at)::bigint | (get_byte(bytes, 4 * at + 1)::bigint << 8)
             | (get_byte(bytes, 4 * at + 2)::bigint << 16) | (get_byte(bytes, 4 * at + 3)::bigint << 24);
          k := k * m & low32;
          k := k # (k >> 24);
          hash := (hash * m & low32) # (k * m & low32);
        END LOOP;
        IF length - whole = 3 THEN hash := hash # (get_byte(bytes, whole + 2)::bigint << 16); END IF;
        IF length - whole >= 2 THEN hash := hash # (get_byte(bytes, whole + 1)::bigint << 8); END IF;
        IF length - whole >= 1 THEN
          hash := hash # get_byte(bytes, whole)::bigint;
          hash := hash * m & low32;
        END IF;
        hash := hash # (hash >> 13);
        hash := hash * m & low32;
        hash := hash # (hash >> 15);
        RETURN (hash & 2147483647) % 24;
      END $$;

      ALTER TABLE lead_score ADD COLUMN lane int;
      UPDATE lead_score SET lane = lane_of(key);
      ALTER TABLE lead_score ALTER COLUMN lane SET NOT NULL;
      DROP FUNCTION lane_of;
      CREATE INDEX lead_score_lane ON lead_score (lane, key) INCLUDE (agreement_version);
    `,
  },
  {
    name: 'rules-day',
    // How many leads the rules alone have qualified, and on which day: one row.
    sql: `
      CREATE TABLE rules_day (day int NOT NULL, qualified int NOT NULL);
      INSERT INTO rules_day VALUES (-1, 0);
    `,
  },
  {
    name: 'lead-score-lanes-later',
    // A process of the former version, which is about to end, may still add leads: refused, they would be set aside.
    sql: 'ALTER TABLE lead_score ALTER COLUMN lane DROP NOT NULL;',
  },
  {
    name: 'lead-score-uncompressed',
    // A lead with a history has 3 to 8 KB: compressing them at each save took PostgreSQL longer than all else about it.
    sql: 'ALTER TABLE lead_score SET (toast_tuple_target = 8160);',
  },
  {
    name: 'rows-behind',
    // Under load a lead's row follows its evidence after a while: the row knows how many pieces went into it, and a lane where any row
    // is behind is marked, for whoever claims it after a crash. Read off the index of the lead's evidence alone.
    sql: `
      ALTER TABLE lead_score ADD COLUMN noted int NOT NULL DEFAULT 0;
      ALTER TABLE evidence ADD COLUMN nth int NOT NULL DEFAULT 0;
      CREATE TABLE lane_behind (lane int PRIMARY KEY);
      CREATE INDEX evidence_of_lead ON evidence (lead, at_ms) INCLUDE (type, generation, nth);
      DROP INDEX evidence_lead_at_type;
    `,
  },
  {
    // Evidence once more, some pieces of a lead together: see PostgresHistories.
    name: 'evidence-packs',
    sql: `
      CREATE TABLE evidence_pack (
        lead text NOT NULL,
        generation int NOT NULL,
        -- The number of the last piece in it; it begins after the pack before it.
        through int NOT NULL,
        bodies text NOT NULL,
        PRIMARY KEY (lead, generation, through)
      );
      CREATE INDEX evidence_numbered ON evidence (lead, nth) INCLUDE (at_ms, type, generation);
      DROP INDEX evidence_of_lead;
    `,
  },
];
