export * from './startup-problem.ts';
export * from './embedded-postgres.ts';

export * from './pool.ts';
export * from './database-unreachable.ts';
export * from './migrate.ts';
export * from './lane-tables.ts';
export * from './postgres-tx.ts';
export * from './postgres-transaction.ts';
export * from './classify-failure.ts';
export * from './postgres-dead-letters.ts';
export * from './postgres-announcements.ts';
export * from './postgres-lane-database.ts';
export * from './array-parameter.ts';
export * from './prepared.ts';
export * from './storable-text.ts';
export * from './keyed-table.ts';
export * from './log/postgres-event-log.ts';
export { logMigrations } from './log/log-migrations.ts';
