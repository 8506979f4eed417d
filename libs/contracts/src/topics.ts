const DAY_MS = 86_400_000;
const TRANSPORT_RETENTION_MS = 14 * DAY_MS;
/** What is told again can be told once more, and takes as much room as all evidence. */
const RETOLD_RETENTION_MS = 3 * DAY_MS;

/**
 * The topics. `packed`: many events per record (CloudEvents batched mode), for high volume between services;
 * all others carry one CloudEvent per record, so that a CRM can read them. `broadcast`: one partition, kept for ever.
 */
export const topics = {
  'smarketing.intake.v1': { packed: false, broadcast: false, retentionMs: TRANSPORT_RETENTION_MS },
  'smarketing.engagement.v1': { packed: true, broadcast: false, retentionMs: TRANSPORT_RETENTION_MS },
  'smarketing.profile.v1': { packed: true, broadcast: false, retentionMs: TRANSPORT_RETENTION_MS },
  'smarketing.sales.v1': { packed: true, broadcast: false, retentionMs: TRANSPORT_RETENTION_MS },
  'smarketing.score.v1': { packed: false, broadcast: false, retentionMs: TRANSPORT_RETENTION_MS },
  'smarketing.account.v1': { packed: true, broadcast: false, retentionMs: TRANSPORT_RETENTION_MS },
  'smarketing.transfer.v1': { packed: true, broadcast: false, retentionMs: TRANSPORT_RETENTION_MS },
  'smarketing.routing.v1': { packed: false, broadcast: false, retentionMs: TRANSPORT_RETENTION_MS },
  'smarketing.sla.v1': { packed: false, broadcast: false, retentionMs: TRANSPORT_RETENTION_MS },
  'smarketing.nurture.v1': { packed: false, broadcast: false, retentionMs: TRANSPORT_RETENTION_MS },
  'smarketing.agreement.v1': { packed: false, broadcast: true, retentionMs: null },
  'smarketing.reference.v1': { packed: false, broadcast: true, retentionMs: null },
  'smarketing.replay.v1': { packed: false, broadcast: false, retentionMs: TRANSPORT_RETENTION_MS },
  'smarketing.retold-scoring.v1': { packed: true, broadcast: false, retentionMs: RETOLD_RETENTION_MS },
  'smarketing.retold-feedback.v1': { packed: true, broadcast: false, retentionMs: RETOLD_RETENTION_MS },
  'smarketing.retold-console.v1': { packed: true, broadcast: false, retentionMs: RETOLD_RETENTION_MS },
  'smarketing.dead-letters.v1': { packed: false, broadcast: false, retentionMs: TRANSPORT_RETENTION_MS },
} as const satisfies Record<string, { packed: boolean; broadcast: boolean; retentionMs: number | null }>;

export type TopicName = keyof typeof topics;

export const INTAKE: TopicName = 'smarketing.intake.v1';
