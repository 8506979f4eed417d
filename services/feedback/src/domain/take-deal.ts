import type { JsonValue } from '@smarketing/contracts';
import type { ClosedDeal, Deal, FeedbackLead } from './feedback-lead.ts';
import { compareSaid, earliest, newer, saidAt } from './stated-at.ts';
import type { Stated } from './stated-at.ts';

export type DealStatement = Stated & {
  readonly dealId: string;
  readonly amount?: number | undefined;
  readonly currency?: string | undefined;
  readonly stage?: string | undefined;
  readonly cycleId?: string | undefined;
  readonly assignmentId?: string | undefined;
  readonly properties: Readonly<Record<string, JsonValue>>;
  readonly reason?: string | undefined;
  readonly fact?: string | undefined;
  readonly competitor?: string | undefined;
  readonly contractEnd?: string | undefined;
};

const unknownDeal = (dealId: string): Deal => ({
  ...{ dealId, firstOpenAtMs: null, opened: null, closed: null, firstWonAtMs: null, stage: null, amount: null },
});

/** What is known of a deal with one more statement; the order of arrival does not matter. */
export function takeDeal(
  lead: FeedbackLead,
  status: 'opened' | 'changed' | 'won' | 'lost',
  stated: DealStatement,
): FeedbackLead {
  const said = saidAt(stated);
  const { dealId, amount, currency, stage } = stated;
  const known = Object.hasOwn(lead.deals, dealId) ? lead.deals[dealId]! : unknownDeal(dealId);
  const isOpen = status === 'opened' || status === 'changed';
  const deal: Deal = {
    dealId,
    firstOpenAtMs: isOpen ? earliest(known.firstOpenAtMs, said.atMs) : known.firstOpenAtMs,
    opened: status === 'opened' ? newer(known.opened, said) : known.opened,
    closed: isOpen ? known.closed : newerEnd(known.closed, { ...said, status, ...endOf(stated) }),
    firstWonAtMs: status === 'won' ? earliest(known.firstWonAtMs, said.atMs) : known.firstWonAtMs,
    stage: stage === undefined ? known.stage : newer(known.stage, { ...said, name: stage }),
    amount:
      amount === undefined ? known.amount : newer(known.amount, { ...said, value: amount, currency: currency ?? null }),
  };
  // Not by assignment: a deal named __proto__ is a deal.
  const deals = Object.fromEntries([...Object.entries(lead.deals).filter(([id]) => id !== dealId), [dealId, deal]]);
  return { ...lead, deals };
}

/** A deal that was lost can be opened again; one that was won stays so until somebody says that it was lost. */
export function statusOf({ opened, closed }: Deal): 'open' | 'won' | 'lost' {
  if (closed === null) return 'open';
  if (closed.status === 'lost' && opened !== null && opened.atMs > closed.atMs) return 'open';
  return closed.status;
}

export function hasOpenDeal(lead: FeedbackLead): boolean {
  return Object.values(lead.deals).some((deal) => statusOf(deal) === 'open');
}

/** Bought, and the last deal that came to an end was not lost. */
export function isCustomer(lead: FeedbackLead): boolean {
  const closed = Object.values(lead.deals).flatMap((deal) => (statusOf(deal) === 'open' ? [] : [deal.closed!]));
  return closed.toSorted(compareEnds).at(-1)?.status === 'won';
}

function newerEnd(a: ClosedDeal | null, b: ClosedDeal): ClosedDeal {
  return a !== null && compareEnds(a, b) >= 0 ? a : b;
}

function compareEnds(a: ClosedDeal, b: ClosedDeal): number {
  return a.atMs - b.atMs || Number(a.status === 'won') - Number(b.status === 'won') || compareSaid(a, b);
}

function endOf(stated: DealStatement): Omit<ClosedDeal, 'status' | 'atMs' | 'eventId'> {
  const { reason, fact, competitor, contractEnd, cycleId, assignmentId, properties } = stated;
  return {
    reason: reason ?? null,
    fact: fact ?? null,
    competitor: competitor ?? null,
    facts: { ...textsOf(properties), ...(contractEnd === undefined ? {} : { contractEnd }) },
    cycleId: cycleId ?? null,
    assignmentId: assignmentId ?? null,
  };
}

const FACTS_KEPT = 20;
const FACT_CHARACTERS = 300;

function textsOf(properties: Readonly<Record<string, JsonValue>>): Record<string, string> {
  const texts = Object.entries(properties).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && value.length <= FACT_CHARACTERS ? [[name, value]] : [],
  );
  return Object.fromEntries(texts.slice(0, FACTS_KEPT));
}
