import { keyedTableSql } from '@smarketing/postgres';
import type { Migration } from '@smarketing/postgres';

export const feedbackMigrations: readonly Migration[] = [
  {
    name: 'feedback-lead',
    sql: keyedTableSql('feedback_lead', {
      first_at: 'timestamptz',
      source: 'text',
      campaign: 'text',
      asset: 'text',
      persona: 'text',
      country: 'text',
      industry: 'text',
      headcount: 'double precision',
      reached: 'int',
      engaged_at: 'timestamptz',
      mql_at: 'timestamptz',
      sal_at: 'timestamptz',
      sql_at: 'timestamptz',
      opportunity_at: 'timestamptz',
      customer_at: 'timestamptz',
      objections: 'json',
    }),
  },
];
