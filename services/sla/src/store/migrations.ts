import { keyedTableSql } from '@smarketing/postgres';
import type { Migration } from '@smarketing/postgres';

export const slaMigrations: readonly Migration[] = [
  {
    name: 'sla-lead',
    sql: keyedTableSql('sla_lead', { due_at_ms: 'bigint', reps: 'text' }, [['due_at_ms', 'key']]),
  },
];
