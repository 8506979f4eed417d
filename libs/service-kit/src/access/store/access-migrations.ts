import type { Migration } from '@smarketing/postgres';

/** The schema that people and keys have to themselves: no service owns it, and every process reads it. */
export const ACCESS_SCHEMA = 'access';

export const accessMigrations: readonly Migration[] = [
  {
    name: '001-people-and-keys',
    sql: `
      CREATE TABLE people (
        id text PRIMARY KEY,
        name text NOT NULL,
        roles text[] NOT NULL
      );
      CREATE TABLE keys (
        id text PRIMARY KEY,
        digest bytea NOT NULL UNIQUE CHECK (length(digest) = 32),
        name text NOT NULL,
        person_id text REFERENCES people,
        holder text NOT NULL GENERATED ALWAYS AS (coalesce(person_id, name)) STORED,
        scopes text[],
        created_at_ms bigint NOT NULL,
        created_by text NOT NULL,
        expires_at_ms bigint,
        revoked_at_ms bigint,
        revoked_by text,
        CHECK (person_id IS NOT NULL OR scopes IS NOT NULL),
        CHECK ((revoked_at_ms IS NULL) = (revoked_by IS NULL))
      );
      CREATE INDEX keys_by_holder ON keys (holder);
      CREATE TABLE audit (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at_ms bigint NOT NULL,
        by text NOT NULL,
        what text NOT NULL,
        details json NOT NULL
      );
    `,
  },
];
