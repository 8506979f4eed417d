import { isGenuine, reachedSomebody, type LoggedTouch } from '@smarketing/contracts';
import { assignmentsOf } from './assignment-of.ts';
import type { Moment } from './moment.ts';
import { dropWaiting, refuse } from './settle.ts';
import type { Outcome } from './settle.ts';
import type { Answer, Deal, SlaLead, Statement } from './sla-lead.ts';

const TOUCHES_KEPT = 100;
const DEALS_KEPT = 20;
const ANSWERS_WAITING = 20;

/** What sales said, as it stands in events. */
export type Stated = {
  readonly eventId: string;
  readonly occurredAt: string;
  readonly by?: string | undefined;
  readonly cycleId?: string | undefined;
  readonly assignmentId?: string | undefined;
};

/** Nothing happens in the future: a sender's clock that runs ahead counts as now. */
export function statementOf({ eventId, occurredAt, by, cycleId, assignmentId }: Stated, nowMs: number): Statement {
  return {
    eventId,
    occurredAtMs: Math.min(Date.parse(occurredAt), nowMs),
    by: by ?? null,
    cycleId: cycleId ?? null,
    assignmentId: assignmentId ?? null,
  };
}

/** So far back that it can start nothing; it can only speak of an assignment that we know. */
function isIdleHistory(lead: SlaLead, statement: Statement, { nowMs, terms }: Moment): boolean {
  return statement.occurredAtMs < nowMs - terms.freshnessMs && assignmentsOf(lead, statement).length === 0;
}

export function takeTouch(lead: SlaLead, logged: Stated & LoggedTouch, moment: Moment): SlaLead {
  const statement = statementOf(logged, moment.nowMs);
  if (!isGenuine(logged) || isIdleHistory(lead, statement, moment)) return lead;
  if (lead.touches.some(({ eventId }) => eventId === statement.eventId)) return lead;
  const { kind, disposition } = logged;
  const touch = { ...statement, kind, disposition: disposition ?? null, reached: reachedSomebody(logged) };
  return { ...lead, touches: inOrder([...lead.touches, touch]).slice(-TOUCHES_KEPT) };
}

/** However old: its cycle's assignment may still be on its way. */
export function takeDeal(lead: SlaLead, deal: Stated & Pick<Deal, 'dealId' | 'state'>, moment: Moment): SlaLead {
  const statement = statementOf(deal, moment.nowMs);
  if (lead.deals.some(({ eventId }) => eventId === statement.eventId)) return lead;
  const { dealId, state } = deal;
  return { ...lead, deals: inOrder([...lead.deals, { ...statement, dealId, state }]).slice(-DEALS_KEPT) };
}

/** The answer waits for its judgement; `settle` gives it as soon as its assignment is there. */
export function takeAnswer(
  lead: SlaLead,
  stated: Stated & Pick<Answer, 'answer' | 'reason' | 'fact' | 'facts'>,
  moment: Moment,
): Outcome {
  const statement = statementOf(stated, moment.nowMs);
  if (isIdleHistory(lead, statement, moment)) return { lead, emits: [] };
  const known = [...lead.answers, ...lead.waiting].some(({ eventId }) => eventId === statement.eventId);
  if (known) return { lead, emits: [] };
  const { answer, reason, fact, facts } = stated;
  const waiting = [...lead.waiting, { ...statement, answer, reason, fact, facts, arrivedAtMs: moment.nowMs }];
  const [oldest] = waiting;
  const full: Outcome = { lead: { ...lead, waiting }, emits: [] };
  if (waiting.length <= ANSWERS_WAITING || oldest === undefined) return full;
  const { arrivedAtMs: _, ...dropped } = oldest;
  return refuse(
    { lead: dropWaiting(full.lead, dropped), emits: [] },
    dropped,
    null,
    'there is no hand-off that it answers',
    moment,
  );
}

function inOrder<S extends Statement>(statements: readonly S[]): readonly S[] {
  return statements.toSorted((a, b) => a.occurredAtMs - b.occurredAtMs || (a.eventId < b.eventId ? -1 : 1));
}
