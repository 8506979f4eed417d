import { KeyedState, type Tx } from '@smarketing/messaging';
import { describeLead } from '../domain/describe-lead.ts';
import { newLeadView, type LeadView } from '../domain/lead-view.ts';
import type { Stage } from '../domain/stage-of.ts';
import type { Outcome } from '../domain/where-it-is.ts';

/** Where a list of leads goes on: behind this one. */
export type LeadPosition = { readonly lastEventAtMs: number; readonly id: string };

/** All that is set must hold. */
export type LeadFilter = {
  readonly email?: string | undefined;
  readonly crmId?: string | undefined;
  readonly userId?: string | undefined;
  /** Of the campaign. */
  readonly source?: string | undefined;
  readonly stage?: Stage | undefined;
  readonly outcome?: Outcome | undefined;
  readonly grade?: string | undefined;
  /** Id of the rep who has the lead now. */
  readonly owner?: string | undefined;
  /** Part of the name, the company or the address; upper and lower case alike. */
  readonly q?: string | undefined;
};

export type LeadQuery = {
  readonly filter: LeadFilter;
  readonly after: LeadPosition | null;
  readonly limit: number;
};

export type StoredLead = { readonly id: string; readonly view: LeadView };

/** How many leads are at one stage with one outcome; all of them together are all leads. */
export type LeadCount = { readonly stage: Stage; readonly outcome: Outcome; readonly count: number };

/** What the console shows of each lead. */
export abstract class LeadViews extends KeyedState<LeadView> {
  override initial(): LeadView {
    return newLeadView();
  }

  abstract override forget(lanes: readonly number[], tx: Tx): Promise<void>;

  /** As last committed; null for a lead that nothing was heard of. */
  abstract find(id: string): Promise<LeadView | null>;

  /**
   * Those to whom something happened last come first, then by id. Somebody who reads on meets no lead twice, and every lead to
   * which nothing happened meanwhile; one to which something did has moved to the front, where the next reading begins.
   */
  abstract list(query: LeadQuery): Promise<readonly StoredLead[]>;

  abstract counts(): Promise<readonly LeadCount[]>;
}

/** What can be asked for, drawn from the view at each save. */
export function searchable(view: LeadView, id: string) {
  const { email, ids, source, stage, outcome, grade, owner, name, company } = describeLead(id, view);
  return {
    email: email?.toLowerCase() ?? null,
    crm_id: ids.crmId,
    user_id: ids.userId,
    source,
    stage,
    outcome,
    grade,
    owner_id: owner?.id ?? null,
    words: [name, company, email]
      .filter((word) => word !== null)
      .join('\n')
      .toLowerCase(),
    last_event_at_ms: view.lastEventAtMs,
  };
}

export type Searchable = ReturnType<typeof searchable>;

/** What a filter asks of each column; `words` is looked for as a part. */
export function wanted(filter: LeadFilter): Partial<Record<keyof Searchable, string>> {
  const { email, crmId, userId, source, stage, outcome, grade, owner, q } = filter;
  return Object.fromEntries(
    Object.entries({
      email: email?.toLowerCase(),
      crm_id: crmId,
      user_id: userId,
      ...{ source, stage, outcome, grade },
      owner_id: owner,
      words: q?.toLowerCase(),
    }).filter(([, value]) => value !== undefined),
  );
}
