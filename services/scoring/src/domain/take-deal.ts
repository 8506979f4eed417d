import { decisionId } from '@smarketing/messaging';
import { closeCycle, cycleOfDeal, openCycle, withProgress } from './cycles.ts';
import { withFence } from './fences.ts';
import type { LeadAtHand, LeadScore } from './lead-score.ts';
import type { Moment } from './moment.ts';

type Deal = { readonly dealId: string; readonly cycleId?: string | undefined; readonly occurredAt: string };

const CLOSED_KEPT = 20;

/**
 * A deal was opened: its cycle is an opportunity. Without one sales began by itself, and a cycle of origin sales begins that
 * nobody is told of, since nobody has to route it or owes anything; signals meanwhile are news for whoever has the deal.
 */
export function takeOpenedDeal<L extends LeadScore>(lead: L, deal: Deal, moment: Moment): L {
  const atMs = Date.parse(deal.occurredAt);
  if (lead.closedDeals.some((closed) => closed.dealId === deal.dealId && closed.atMs >= atMs)) return lead;
  const cycle = cycleOfDeal(lead, deal, atMs);
  if (cycle !== undefined) {
    if (cycle.progress === 'opportunity') return lead;
    return withProgress(lead, cycle.cycleId, { progress: 'opportunity', dealId: deal.dealId });
  }
  const isHistory = atMs <= moment.nowMs - moment.agreement.qualification.freshnessMs;
  if (isHistory || lead.cycles.length > 0 || deal.cycleId !== undefined) return lead;
  const [model = 'default'] = bestFirst(lead);
  return openCycle(lead, {
    cycleId: decisionId(moment.inputId, 'cycle', model),
    model,
    origin: 'sales',
    announced: false,
    startedAtMs: atMs,
    evidenceAtMs: atMs,
    priority: null,
    progress: 'opportunity',
    dealId: deal.dealId,
  });
}

function bestFirst({ standings }: LeadScore): string[] {
  return Object.entries(standings)
    .sort(([, a], [, b]) => Number(a.grade === 'X') - Number(b.grade === 'X') || b.score - a.score)
    .map(([model]) => model);
}

/** A deal was won or lost: its cycle ends, and what was done before it qualifies nobody any more. */
export function takeClosedDeal<L extends LeadAtHand>(
  lead: L,
  outcome: 'won' | 'lost',
  deal: Deal & { readonly reason?: unknown },
): L {
  const atMs = Date.parse(deal.occurredAt);
  if (lead.closedDeals.some((closed) => closed.dealId === deal.dealId && closed.atMs === atMs)) return lead;
  const closedDeals = [...lead.closedDeals, { dealId: deal.dealId, atMs, outcome }].slice(-CLOSED_KEPT);
  const cycle = cycleOfDeal(lead, deal, atMs);
  const reason = typeof deal.reason === 'string' ? deal.reason : null;
  const closed = cycle === undefined ? lead : closeCycle(lead, cycle.cycleId, outcome, reason, atMs);
  return withFence({ ...closed, closedDeals }, { atMs, evidenceFromMs: atMs, coolOffUntilMs: null });
}
