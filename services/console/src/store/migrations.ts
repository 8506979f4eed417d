import { keyedTableSql, type Migration } from '@smarketing/postgres';

export const consoleMigrations: readonly Migration[] = [
  {
    name: 'lead-view',
    sql: keyedTableSql(
      'lead_view',
      {
        email: 'text',
        crm_id: 'text',
        user_id: 'text',
        source: 'text',
        stage: 'text',
        outcome: 'text',
        grade: 'text',
        owner_id: 'text',
        words: 'text',
        last_event_at_ms: 'bigint',
      },
      [['last_event_at_ms', 'key'], ['email'], ['crm_id'], ['user_id'], ['owner_id', 'last_event_at_ms', 'key']],
    ),
  },
];
