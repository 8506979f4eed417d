import type { CompiledAgreement, ScoreInBrief } from '@smarketing/agreement';
import type { Priority } from '@smarketing/contracts';
import { cyclesInTheWay } from './cycles.ts';
import type { Judged } from './judge-models.ts';
import type { LeadScore } from './lead-score.ts';
import type { Moment } from './moment.ts';

/** Why a cycle begins now. */
export type Opening = {
  readonly score: ScoreInBrief;
  readonly origin: 'marketing' | 'sales';
  readonly priority: Priority;
  readonly rule: string;
  readonly reason: string;
  /** Business minutes. */
  readonly firstTouchMinutes: number;
};

/**
 * The cycle that begins, if any. The best model decides: one with a lower score begins none while a better one is worked or
 * qualifies. A lead that sales nominates is qualified by word of mouth where nothing excludes it and nobody works it.
 */
export function openingOf(lead: LeadScore, judged: readonly Judged[], moment: Moment): Opening | null {
  const inTheWay = cyclesInTheWay(lead, moment);
  const openModels = new Set(inTheWay.map(({ model }) => model));
  const isNominated = lead.nomination !== null && inTheWay.length === 0;
  for (const { score, qualified } of judged) {
    if (openModels.has(score.model)) break;
    if (qualified === null) continue;
    const { priority, rule, reason, firstTouchMinutes } = qualified;
    return { score, origin: isNominated ? 'sales' : 'marketing', priority, rule, reason, firstTouchMinutes };
  }
  const [best] = judged;
  if (!isNominated || best === undefined || best.verdict.outcome === 'excluded') return null;
  const priority = nominatedPriority(moment.agreement);
  const because = lead.nomination?.because ?? null;
  return {
    score: best.score,
    origin: 'sales',
    priority,
    rule: 'nomination',
    reason: because === null ? 'Nominated by sales' : `Nominated by sales: ${because}`,
    firstTouchMinutes: moment.agreement.document.sla.priorities[priority].firstTouchMinutes,
  };
}

/** The lowest priority whose plan has calls: whoever nominates a lead wants to talk to it, not to jump the queue. */
function nominatedPriority({ document: { sla } }: CompiledAgreement): Priority {
  const withCalls = new Set(sla.plans.filter(({ calls }) => calls.length > 0).map(({ id }) => id));
  const lowestFirst: readonly Priority[] = ['P3', 'P2', 'P1', 'P0'];
  return lowestFirst.find((priority) => withCalls.has(sla.priorities[priority].plan)) ?? 'P3';
}
