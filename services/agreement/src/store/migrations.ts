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
];
