import type { CompiledAgreement } from '@smarketing/agreement';
import type { DataOf, answerAccepted } from '@smarketing/contracts';
import { closeCycle, withProgress } from './cycles.ts';
import { withFence } from './fences.ts';
import type { LeadAtHand } from './lead-score.ts';

type Answer = DataOf<typeof answerAccepted>;

/** What an answer means for its cycle; the same lead where it means nothing here. */
export function takeAnswer<L extends LeadAtHand>(lead: L, answer: Answer, agreement: CompiledAgreement): L {
  const cycle = lead.cycles.find(({ cycleId }) => cycleId === answer.cycleId);
  if (cycle === undefined) return lead;
  const atMs = Date.parse(answer.occurredAt);
  const { reason = null } = answer;
  const ended = (outcome: 'rejected' | 'disqualified' | 'recycled', coolOffUntilMs: number | null): L =>
    withFence(closeCycle(lead, cycle.cycleId, outcome, reason, atMs), { atMs, evidenceFromMs: atMs, coolOffUntilMs });
  switch (answer.answer) {
    case 'accepted':
      return cycle.progress === 'qualified' ? withProgress(lead, cycle.cycleId, { progress: 'accepted' }) : lead;
    case 'rejected':
      return keepsCycleOpen(reason, agreement) ? lead : ended('rejected', null);
    case 'disqualified':
      return ended('disqualified', null);
    case 'recycled':
      // The track and its dates come with `lead.recycled`; what happens until then must find the lead cooling off.
      return ended('recycled', atMs + agreement.qualification.coolOffMs);
  }
}

/** Somebody else gets it, or the same rep once its data is put right: the attempt to sell goes on. */
function keepsCycleOpen(code: string | null, { document }: CompiledAgreement): boolean {
  const action = document.reasons.find((reason) => reason.code === code)?.action.type;
  return action === 'reroute' || action === 'fixData';
}
