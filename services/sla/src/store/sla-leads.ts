import { KeyedState } from '@smarketing/messaging';
import { newSlaLead } from '../domain/sla-lead.ts';
import type { SlaLead } from '../domain/sla-lead.ts';

/** Where a list of what is due goes on: behind this lead. */
export type DuePosition = { readonly dueAtMs: number; readonly leadId: string };

export type DueQuery = {
  /** What is due later is left out. Epoch ms, inclusive. */
  readonly untilMs: number;
  /** Only leads that owe something to be done by this rep. */
  readonly repId: string | null;
  readonly after: DuePosition | null;
  readonly limit: number;
};

export type DueLead = DuePosition & { readonly lead: SlaLead };

/** Clocks, touches, attempts and answers, per lead. */
export abstract class SlaLeads extends KeyedState<SlaLead> {
  override initial(_leadId: string): SlaLead {
    return newSlaLead();
  }

  /** As last committed; null for a lead that nothing is known of. */
  abstract find(leadId: string): Promise<SlaLead | null>;

  /** Leads for which something is owed, by what is due first, then by id. */
  abstract due(query: DueQuery): Promise<readonly DueLead[]>;
}

/** The instant by which a lead stands in the list of what is due; null when nothing is owed. */
export function firstDueMs({ owed }: SlaLead): number | null {
  return owed[0]?.dueAtMs ?? null;
}

/** Everybody who owes something, each between bars, for a search by substring. */
export function owingReps({ owed }: SlaLead): string | null {
  return owed.length === 0 ? null : `|${[...new Set(owed.map(({ repId }) => repId))].join('|')}|`;
}
