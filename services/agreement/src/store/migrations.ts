import type { Migration } from '@smarketing/postgres';

export const agreementMigrations: readonly Migration[] = [
  {
    name: 'agreement-versions',
    sql: `
      CREATE TABLE versions (
        version int PRIMARY KEY, title text NOT NULL, effective_from timestamptz NOT NULL, activated_at timestamptz NOT NULL,
        signed boolean NOT NULL, activated_by text NOT NULL, yaml text NOT NULL, document json NOT NULL
      );
      CREATE TABLE reference_items (
        kind text NOT NULL, id text NOT NULL, revision int NOT NULL, body json NOT NULL, PRIMARY KEY (kind, id)
      );
    `,
  },
  {
    name: 'signatures',
    sql: `
      ALTER TABLE versions ADD COLUMN signatures json NOT NULL DEFAULT '[]';
      CREATE TABLE proposals (id text PRIMARY KEY, created_at timestamptz NOT NULL, body json NOT NULL);
      CREATE INDEX proposals_newest ON proposals (created_at DESC, id);
      CREATE TABLE audit (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL, by text NOT NULL, action text NOT NULL,
        proposal_id text, version int, details json NOT NULL
      );
      -- What was signed, and who did what, is never changed: not by a mistake of ours either.
      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% of the agreement are never changed', TG_TABLE_NAME;
      END $$;
      CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON versions EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON audit EXECUTE FUNCTION refuse_change();
    `,
  },
  {
    name: 'trail-of-reference-data',
    sql: `
      ALTER TABLE audit ADD COLUMN about text NOT NULL DEFAULT 'agreement', ADD COLUMN item_id text;
      CREATE INDEX audit_about ON audit (about, position);
    `,
  },
];
