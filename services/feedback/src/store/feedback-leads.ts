import { KeyedState } from '@smarketing/messaging';
import { newFeedbackLead } from '../domain/feedback-lead.ts';
import type { FeedbackLead } from '../domain/feedback-lead.ts';
import type { FunnelCounts, FunnelDimension } from '../domain/funnel.ts';

/** `timeZone` (IANA) decides where a month begins. */
export type FunnelQuery = { readonly by: FunnelDimension; readonly timeZone: string };

export type ObjectionCount = {
  /** Lower case, single spaces. */
  readonly objection: string;
  readonly count: number;
  readonly leads: number;
  readonly lastAtMs: number;
  /** The newest, at most three. */
  readonly examples: readonly ObjectionExample[];
};
export type ObjectionExample = {
  readonly leadId: string;
  readonly text: string;
  readonly pain: string | null;
  readonly atMs: number;
};

export const EXAMPLES_SHOWN = 3;

/** What became of each lead, and what was learnt from it. */
export abstract class FeedbackLeads extends KeyedState<FeedbackLead> {
  override initial(): FeedbackLead {
    return newFeedbackLead();
  }

  /** As last committed; null for a lead that nothing is known of. */
  abstract find(leadId: string): Promise<FeedbackLead | null>;

  /** All leads, counted; visitors whom nobody can name are none. */
  abstract funnel(query: FunnelQuery): Promise<FunnelCounts>;

  /** What was heard most often first, then by name; `total` counts all, also those beyond the limit. */
  abstract objections(limit: number): Promise<{ readonly total: number; readonly items: readonly ObjectionCount[] }>;
}
