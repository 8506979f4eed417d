import { accountOf, leadQualified } from '@smarketing/contracts';
import type { CloudEvent } from '@smarketing/contracts';

/** The companies of the leads that a batch's events qualify: those whose owner may be asked for. */
export function concernedAccounts(events: readonly CloudEvent[]): string[] {
  const domains = new Set<string>();
  for (const { type, data } of events) {
    if (type !== leadQualified.type) continue;
    const dossier = (data as { dossier?: { profile?: Record<string, unknown> } } | null)?.dossier;
    const domain = accountOf(dossier?.profile ?? {});
    if (domain !== null) domains.add(domain);
  }
  return [...domains];
}
