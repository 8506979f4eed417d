import type { Emit } from '@smarketing/messaging';
import { evidenceFrom } from './fences.ts';
import { isComparable, type Judged, type Verdict } from './judge-models.ts';
import type { Cause, CycleEnd, LeadScore, Standing } from './lead-score.ts';
import type { Moment } from './moment.ts';
import type { Opening } from './opening.ts';
import { saysCooled, saysScored } from './score-events.ts';

/** Notes where the lead stands now, and tells what changed since it was told last: grade, outcome and why, or stage. */
export function publishStandings<L extends LeadScore>(
  lead: L,
  judged: readonly Judged[],
  opening: Opening | null,
  cause: Cause,
  moment: Moment,
): { lead: L; emits: Emit[] } {
  const { version } = moment.agreement;
  const evidenceFromMs = evidenceFrom(lead) ?? null;
  const standings: Record<string, Standing> = {};
  const emits: Emit[] = [];
  for (const each of judged) {
    const { score } = each;
    const before = lead.standings[score.model];
    const { outcome, because, reason } = outcomeOf(each, lead, opening);
    const { grade, digit, stage } = score;
    const now: Standing = {
      version,
      evidenceFromMs,
      atMs: moment.nowMs,
      score: score.score,
      grade,
      digit,
      stage,
      outcome,
      because,
      reason,
    };
    // Of a lead that sales works the reason to begin stays the one told; others may ask why they are still where they are.
    const isOtherwiseReasoned = outcome !== 'qualified' && before?.because !== because;
    const isNews =
      before?.grade !== grade || before.outcome !== outcome || before.stage !== stage || isOtherwiseReasoned;
    standings[score.model] = isNews || !isSame(before, now) ? now : before;
    if (isNews) emits.push(saysScored(score, now, before, moment));
    const hasFallen = before !== undefined && digit > before.digit && grade !== before.grade && grade !== 'X';
    // Who lost points because the rules or what counts changed has not cooled.
    if (hasFallen && cause !== 'statement' && isComparable(before, lead, version)) {
      emits.push(saysCooled(score, before, moment));
    }
  }
  return { lead: { ...lead, standings }, emits };
}

function outcomeOf({ score, verdict, qualified }: Judged, lead: LeadScore, opening: Opening | null): Verdict {
  if (opening?.score.model === score.model) {
    return { outcome: 'qualified', because: opening.rule, reason: opening.reason };
  }
  if (qualified !== null) {
    const reason = `${qualified.reason}; but another model, whose score is higher, decides`;
    return { outcome: 'held', because: 'better-model', reason };
  }
  const before = lead.standings[score.model];
  switch (verdict.because) {
    case 'open-cycle': {
      const isAnnounced = lead.cycles.some(({ model, announced }) => model === score.model && announced);
      return isAnnounced ? { ...verdict, outcome: 'qualified' } : verdict;
    }
    case 'time-alone':
      // Nothing happened: what was decided of what happened before stays decided.
      return before ?? verdict;
    case 'nothing-yet': {
      const last = lead.earlier.at(-1);
      return last ? { ...verdict, reason: `Nothing that counts has happened since ${ENDS[last.outcome]}` } : verdict;
    }
    default:
      return verdict;
  }
}

const ENDS: Record<CycleEnd, string> = {
  rejected: 'sales rejected the lead',
  disqualified: 'sales disqualified the lead',
  recycled: 'sales gave the lead back',
  won: 'the deal was won',
  lost: 'the deal was lost',
  superseded: 'a proposal became history',
};

/** Apart from when it was found so, and from the points, which are told with the next change. */
function isSame(before: Standing | undefined, now: Standing): boolean {
  return (
    before !== undefined &&
    before.version === now.version &&
    before.evidenceFromMs === now.evidenceFromMs &&
    before.because === now.because &&
    before.reason === now.reason &&
    before.digit === now.digit
  );
}
