import { toPoints, type ScoreInBrief } from '@smarketing/agreement';
import { leadCooled, leadQualified, leadScored, type Dossier } from '@smarketing/contracts';
import { emit, type Emit } from '@smarketing/messaging';
import type { Cycle, Standing } from './lead-score.ts';
import { iso } from './ledger.ts';
import type { Moment } from './moment.ts';
import type { Opening } from './opening.ts';

function standingOf({ model, at, score, fit, engagement, grade, provisional }: ScoreInBrief) {
  return {
    model,
    at: iso(at),
    score: toPoints(score),
    fit: toPoints(fit),
    engagement: toPoints(engagement),
    grade,
    provisional,
  };
}

export function saysScored(score: ScoreInBrief, now: Standing, before: Standing | undefined, moment: Moment): Emit {
  const { outcome, because, reason, stage } = now;
  return emit(
    leadScored,
    moment.leadId,
    { ...standingOf(score), previousGrade: before?.grade ?? null, outcome, because, reason, stage },
    moment.receivedAt,
  );
}

export function saysCooled(score: ScoreInBrief, before: Standing, moment: Moment): Emit {
  return emit(leadCooled, moment.leadId, { ...standingOf(score), previousGrade: before.grade }, moment.receivedAt);
}

export function saysQualified(
  dossier: Dossier,
  cycle: Cycle,
  opening: Opening & { readonly byRules: boolean },
  moment: Moment,
): Emit {
  const { score, origin, priority, rule, reason, firstTouchMinutes, byRules } = opening;
  return emit(
    leadQualified,
    moment.leadId,
    {
      ...standingOf(score),
      cycleId: cycle.cycleId,
      cycleNumber: cycle.number,
      origin,
      priority,
      rule,
      reason,
      firstTouchMinutes,
      ...(byRules ? { byRuleChange: true } : {}),
      dossier,
    },
    moment.receivedAt,
  );
}
