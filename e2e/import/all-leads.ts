import type { Api } from '../api.ts';

export type ListedLead = {
  readonly id: string;
  readonly ids: { readonly crmId: string };
  readonly stage: string;
  readonly outcome: 'routed' | 'nurture' | 'held' | 'none';
  readonly reason: string;
  readonly grade: string;
  readonly owner: { readonly id: string } | null;
  readonly cycle: { readonly priority: string; readonly pool: string | null } | null;
  readonly clocks: readonly { readonly kind: string; readonly breachedAt: string | null }[];
  readonly nurture: { readonly track: string } | null;
};

/** Every lead, page by page. */
export async function allLeads(api: Api): Promise<readonly ListedLead[]> {
  const leads: ListedLead[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await api.get<{ items: ListedLead[]; nextCursor: string | null }>(`/api/leads?limit=500${after}`);
    leads.push(...page.items);
    cursor = page.nextCursor;
  }
  return leads;
}

/** Asks one thing of each, ten at a time. */
export async function ofEach<T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<readonly R[]> {
  const answers: R[] = [];
  for (let at = 0; at < items.length; at += 10) {
    answers.push(...(await Promise.all(items.slice(at, at + 10).map(ask))));
  }
  return answers;
}
