import type { JsonValue } from '@smarketing/contracts';
import type { ComputedColumn } from '@smarketing/postgres';
import type { FeedbackLead } from '../domain/feedback-lead.ts';
import { iso } from '../domain/moment.ts';
import { furthestStage, stageDates } from '../domain/stages.ts';

const at = (atMs: number | null): JsonValue => (atMs === null ? null : iso(atMs));
const text = (value: JsonValue | undefined): JsonValue => (typeof value === 'string' && value !== '' ? value : null);
const number = (value: JsonValue | undefined): JsonValue =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** What reports ask for beside the state. The columns of migrations.ts, by name. */
export const reportColumns = {
  first_at: { type: 'timestamptz', of: (lead) => at(lead.first?.atMs ?? null) },
  source: { type: 'text', of: (lead) => lead.first?.campaign.source ?? null },
  campaign: { type: 'text', of: (lead) => lead.first?.campaign.name ?? null },
  asset: { type: 'text', of: (lead) => lead.first?.asset?.id ?? null },
  persona: { type: 'text', of: (lead) => lead.profile.persona },
  country: { type: 'text', of: (lead) => text(lead.profile.fields['country']) },
  industry: { type: 'text', of: (lead) => text(lead.profile.fields['industry']) },
  headcount: { type: 'double precision', of: (lead) => number(lead.profile.fields['headcount']) },
  reached: { type: 'int', of: furthestStage },
  engaged_at: { type: 'timestamptz', of: (lead) => at(stageDates(lead).engaged) },
  mql_at: { type: 'timestamptz', of: (lead) => at(stageDates(lead).mql) },
  sal_at: { type: 'timestamptz', of: (lead) => at(stageDates(lead).sal) },
  sql_at: { type: 'timestamptz', of: (lead) => at(stageDates(lead).sql) },
  opportunity_at: { type: 'timestamptz', of: (lead) => at(stageDates(lead).opportunity) },
  customer_at: { type: 'timestamptz', of: (lead) => at(stageDates(lead).customer) },
  objections: {
    type: 'json',
    of: ({ objections }) => objections.map(({ key, text: said, pain, atMs }) => ({ key, text: said, pain, atMs })),
  },
} satisfies Readonly<Record<string, ComputedColumn<FeedbackLead>>>;
