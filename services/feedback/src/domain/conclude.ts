import { leadRecycled } from '@smarketing/contracts';
import { decisionId, emit } from '@smarketing/messaging';
import { consequenceOf } from './consequence.ts';
import type { GivenUp } from './consequence.ts';
import { cycleOf, cycleOfDeal, endCycle, isOpen, withCycle } from './cycles.ts';
import { enrol, onRung } from './enrolment.ts';
import type { Outcome } from './enrolment.ts';
import type { Deal, FeedbackLead } from './feedback-lead.ts';
import { barTo } from './may-nurture.ts';
import { DAY_MS, iso, isHistory } from './moment.ts';
import type { Moment } from './moment.ts';
import { latest } from './stated-at.ts';
import { statusOf } from './take-deal.ts';
import { wakeAt } from './wake-at.ts';

/** Sales gives a lead back or up: in its answer, or with a lost deal. */
export type End = {
  readonly said: GivenUp;
  /** Null for a deal that no cycle is known of. */
  readonly cycleId: string | null;
  readonly reason: string | null;
  readonly fact: string | null;
  readonly facts: Readonly<Record<string, string>>;
  /** The statement, and when it was made. */
  readonly causeId: string;
  readonly atMs: number;
};

/** What the agreement says should follow. History closes what it closes and bars what it bars; it starts nothing. */
export function conclude(lead: FeedbackLead, end: End, moment: Moment): Outcome {
  const { document } = moment.agreement;
  const consequence = consequenceOf(document, end.reason, end.said);
  if (consequence.kind === 'stays') return { lead, emits: [] };
  const ended = end.cycleId === null ? lead : endCycle(lead, end.cycleId, end.atMs, end.said, end.reason);
  if (consequence.kind === 'none') return { lead: ended, emits: [] };
  if (consequence.kind === 'disqualify') {
    const barred = consequence.suppress
      ? { suppressedAtMs: latest(lead.suppressedAtMs, end.atMs) }
      : { disqualifiedAtMs: latest(lead.disqualifiedAtMs, end.atMs) };
    return { lead: { ...ended, ...barred }, emits: [] };
  }
  if (isHistory(end.atMs, moment)) return { lead: ended, emits: [] };
  if (consequence.kind === 'recycle')
    return enrolFor(end, consequence.track, recycle(ended, end, consequence.track, moment), moment);
  if (consequence.kind === 'enrol') return enrolFor(end, consequence.track, { lead: ended, emits: [] }, moment);
  const untilMs = end.atMs + consequence.forDays * DAY_MS;
  return enrolFor(end, NEWSLETTER, { lead: ended, emits: [] }, moment, untilMs);
}

/** Not a track of the agreement's but what its action is called: nothing falls due but the waking at its end. */
const NEWSLETTER = 'newsletter';

/** Said once for each cycle, and again only if sales says something newer of it. */
function recycle(lead: FeedbackLead, end: End, track: string, moment: Moment): Outcome {
  const { cycleId, atMs } = end;
  if (cycleId === null || (cycleOf(lead, cycleId).recycledAtMs ?? -Infinity) >= atMs) return { lead, emits: [] };
  const data = {
    ...onRung(moment),
    ...{ cycleId, track, reason: end.reason ?? 'unspecified' },
    ...{ at: iso(moment.nowMs), evidenceFrom: iso(atMs), coolOffUntil: iso(coolOffUntilMs(end, moment)) },
  };
  const said = emit(leadRecycled, moment.leadId, data, moment.receivedAt);
  return { lead: withCycle(lead, cycleId, () => ({ recycledAtMs: atMs })), emits: [said] };
}

function enrolFor(end: End, track: string, outcome: Outcome, moment: Moment, newsletterUntilMs?: number): Outcome {
  const { lead } = outcome;
  const { document } = moment.agreement;
  // A newer word of sales holds; and who is barred, or in another attempt to sell, stays where they are.
  if (lead.enrolment !== null && lead.enrolment.reason !== 'nurture' && lead.enrolment.causedAtMs >= end.atMs)
    return outcome;
  if (barTo(lead, document.nurture) !== null || lead.cycles.some(isOpen)) return outcome;
  const rule = document.nurture.tracks.find(({ id }) => id === track)?.wakeAt;
  const { facts, fact, atMs: saidAtMs } = end;
  const notBeforeMs = Math.max(moment.nowMs, coolOffUntilMs(end, moment));
  const wakeAtMs = newsletterUntilMs ?? wakeAt(rule, { facts, fact, saidAtMs, notBeforeMs }, document.timeZone);
  const { reason, causeId, cycleId } = end;
  return enrol(
    outcome,
    { track, reason: reason ?? 'unspecified', causeId, causedAtMs: saidAtMs, cycleId, wakeAtMs },
    moment,
  );
}

function coolOffUntilMs({ atMs }: End, { agreement }: Moment): number {
  return atMs + agreement.document.qualification.coolOffDays * DAY_MS;
}

/** The end of a deal ends the cycle that it belongs to; a lost one starts the lost-deal campaign. */
export function concludeDeal(lead: FeedbackLead, { dealId }: Deal, moment: Moment): Outcome {
  const deal = lead.deals[dealId];
  if (deal === undefined || deal.closed === null || statusOf(deal) === 'open') return { lead, emits: [] };
  const { closed } = deal;
  const cycle = cycleOfDeal(lead, closed);
  if (closed.status === 'won') {
    return { lead: cycle === null ? lead : endCycle(lead, cycle.cycleId, closed.atMs, 'won', null), emits: [] };
  }
  // What another deal has won is not given back.
  const cycleId = cycle === null ? cycleOfSales(deal, moment) : cycle.ended?.outcome === 'won' ? null : cycle.cycleId;
  const { reason, fact, facts, eventId: causeId, atMs } = closed;
  return conclude(lead, { said: 'lost', cycleId, reason, fact, facts, causeId, atMs }, moment);
}

/**
 * A deal that sales opened by itself is a cycle whose id nobody is told: it gets one made of the deal's, so that scoring hears of
 * the cool-off. A deal that was lost without having been open was no cycle: it is campaigned for, and nothing is recycled.
 */
function cycleOfSales({ dealId, firstOpenAtMs }: Deal, { leadId }: Moment): string | null {
  return firstOpenAtMs === null ? null : decisionId(leadId, 'cycle of deal', dealId);
}

/** A cycle of which we hear late may have come to its end already, by a deal that named none. */
export function concludeLate(lead: FeedbackLead, cycleId: string, moment: Moment): Outcome {
  if (!isOpen(cycleOf(lead, cycleId))) return { lead, emits: [] };
  const [newest] = Object.values(lead.deals)
    .filter((deal) => statusOf(deal) !== 'open' && cycleOfDeal(lead, deal.closed!)?.cycleId === cycleId)
    .toSorted((a, b) => b.closed!.atMs - a.closed!.atMs);
  return newest === undefined ? { lead, emits: [] } : concludeDeal(lead, newest, moment);
}
