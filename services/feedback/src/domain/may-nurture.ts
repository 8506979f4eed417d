import type { AgreementDocument } from '@smarketing/agreement';
import { isOpen } from './cycles.ts';
import type { FeedbackLead } from './feedback-lead.ts';
import { isHistory } from './moment.ts';
import type { Moment } from './moment.ts';
import { hasOpenDeal, isCustomer } from './take-deal.ts';

type Nurture = AgreementDocument['nurture'];

/** Why the lead may not be on any track, as a word for programs; null where nothing speaks against it. */
export function barTo(lead: FeedbackLead, { exitOn }: Nurture): string | null {
  // A person's own word needs no agreement.
  if (lead.mailConsent.granted === false) return 'opt-out';
  if (isSuppressed(lead)) return 'do-not-contact';
  if (exitOn.includes('disqualified') && isDisqualified(lead)) return 'disqualified';
  if (exitOn.includes('deal') && hasOpenDeal(lead)) return 'deal';
  if (exitOn.includes('deal') && isCustomer(lead)) return 'won';
  return null;
}

/** Sales works it: an owner has it, and its cycle has not ended. */
export function isWithSales(lead: FeedbackLead): boolean {
  return lead.cycles.some((cycle) => isOpen(cycle) && cycle.routedAtMs !== null);
}

/**
 * Nobody qualified the lead, and it does something: the default track has it, once. After an exit, only what the person did
 * since can bring it back. Old engagement alone starts nothing.
 */
export function wantsDefaultTrack(lead: FeedbackLead, moment: Moment): boolean {
  const { lastOwnAtMs } = lead.engagement;
  if (lastOwnAtMs === null || isHistory(lastOwnAtMs, moment)) return false;
  // A browser has no address that anybody could write to.
  if (lead.profile.isVisitor || !hasHeardWhatTheySaid(lead)) return false;
  if (lead.enrolment !== null || (lead.lastExit !== null && lastOwnAtMs <= lead.lastExit.atMs)) return false;
  if (lead.cycles.some(isOpen)) return false;
  // The digit of a grade is the engagement: 4 is next to none, and X is nobody's.
  return Object.values(lead.standings).some(
    ({ outcome, grade }) => outcome === 'nurture' && /^[A-D][123]$/.test(grade),
  );
}

/** There is no order across topics: an opt-out in a form may come after what scoring made of that form. */
function hasHeardWhatTheySaid({ toldVersion, profile, mailConsent }: FeedbackLead): boolean {
  return toldVersion <= Math.max(0, profile.version, mailConsent.version);
}

function isSuppressed({ suppressedAtMs, mailConsent }: FeedbackLead): boolean {
  if (suppressedAtMs === null) return false;
  return !(mailConsent.granted === true && (mailConsent.atMs ?? -Infinity) > suppressedAtMs);
}

function isDisqualified({ disqualifiedAtMs, cycles }: FeedbackLead): boolean {
  if (disqualifiedAtMs === null) return false;
  return !cycles.some(({ startedAtMs }) => startedAtMs !== null && startedAtMs > disqualifiedAtMs);
}
