import { allowanceOf } from '@smarketing/agreement';
import { evidenceAtMs } from '@smarketing/contracts';
import { decisionId, type Emit } from '@smarketing/messaging';
import { contribute } from './contribute.ts';
import { closeCycle, openCycle } from './cycles.ts';
import { dossierOf } from './dossier.ts';
import { hasHeardWhoTheyAre } from './has-heard-who-they-are.ts';
import { heldBack } from './hold-back.ts';
import { judgeModels } from './judge-models.ts';
import { withNote, type Cause, type Cycle, type LeadAtHand } from './lead-score.ts';
import type { Moment } from './moment.ts';
import { openingOf } from './opening.ts';
import { publishStandings } from './publish-standings.ts';
import { saysQualified } from './score-events.ts';
import { withCurrentTallies } from './take-evidence.ts';

export type Weighed = {
  readonly lead: LeadAtHand;
  readonly emits: readonly Emit[];
  /** True where nothing but a change of the rules brought the lead to sales. */
  readonly byRules?: boolean;
};

const STRENGTH: readonly (Cause | null)[] = [null, 'time', 'rules', 'statement', 'engagement'];

/**
 * What the lead is worth now, what that makes of it, and what others have to be told. Where the tallies cannot be trusted and the
 * evidence is not at hand, or a rebuild has brought only a part of it yet, nothing is decided: the lead remembers that it is
 * due, and is weighed again with all its evidence.
 */
export function weigh(lead: LeadAtHand, why: Cause, moment: Moment): Weighed {
  const cause = STRENGTH.indexOf(why) > STRENGTH.indexOf(lead.pending) ? why : (lead.pending ?? why);
  if (moment.rebuilding || !hasHeardWhoTheyAre(lead)) return { lead: { ...lead, pending: cause }, emits: [] };
  const folded = withCurrentTallies(lead, moment.agreement);
  if (folded === null) {
    return { lead: { ...lead, pending: cause, tallies: { ...lead.tallies, rebuild: true } }, emits: [] };
  }
  const current: LeadAtHand = folded.pending === null ? folded : { ...folded, pending: null };
  const found = judgeModels(current, cause, moment);
  // Where no cycle would begin anyway, there is nothing to hold back.
  const isHeldBack = cause === 'rules' && openingOf(current, found, moment) !== null;
  const judged = isHeldBack ? heldBack(found, moment) : found;
  const opening = openingOf(current, judged, moment);
  const heard: LeadAtHand = current.nomination === null ? current : { ...current, nomination: null };
  const published = publishStandings(heard, judged, opening, cause, moment);
  if (opening === null) return contributing(published, cause, moment);

  const { score, origin, priority } = opening;
  const dossier = dossierOf(published.lead, score, moment);
  const opened = openCycle(withoutHistory(published.lead, score.model, moment), {
    cycleId: decisionId(moment.inputId, 'cycle', score.model),
    model: score.model,
    origin,
    announced: true,
    startedAtMs: moment.nowMs,
    evidenceAtMs: evidenceAtMs(origin, moment.nowMs, dossier),
    priority,
    progress: 'qualified',
    dealId: null,
    ...(allowanceOf(moment.agreement.document.ladder).assignsOwners ? {} : { proposed: true }),
  });
  const [cycle] = opened.cycles.slice(-1);
  if (cycle === undefined) return published;
  const noted = origin === 'marketing' ? withAttempt(opened, cycle) : opened;
  const byRules = cause === 'rules' && origin === 'marketing';
  const emits = [...published.emits, saysQualified(dossier, cycle, { ...opening, byRules }, moment)];
  return contributing({ lead: noted, emits, byRules }, cause, moment);
}

/** A proposal that became history ends where another cycle of its model begins. */
function withoutHistory(lead: LeadAtHand, model: string, { nowMs }: Moment): LeadAtHand {
  const former = lead.cycles.find((cycle) => cycle.model === model);
  return former === undefined ? lead : closeCycle(lead, former.cycleId, 'superseded', null, nowMs);
}

/** What a model may learn from, should the attempt end: who they are as is known now. */
function withAttempt(lead: LeadAtHand, { cycleId, startedAtMs }: Cycle): LeadAtHand {
  return withNote(lead, { kind: 'began', cycleId, atMs: startedAtMs, fields: lead.profile.fields });
}

function contributing({ lead, emits, ...rest }: Weighed, cause: Cause, moment: Moment): Weighed {
  const contributed = contribute(lead, moment, cause === 'rules');
  const all = contributed.emits.length === 0 ? emits : [...emits, ...contributed.emits];
  return { ...rest, lead: contributed.lead, emits: all };
}
