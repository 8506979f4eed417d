import { attemptDue, planExhausted } from '@smarketing/contracts';
import { emit } from '@smarketing/messaging';
import type { Emit } from '@smarketing/messaging';
import { iso, subjectOf } from './clock-events.ts';
import type { Moment } from './moment.ts';
import type { Assignment, AttemptKind } from './sla-lead.ts';

export function saysAttemptDue(a: Assignment, moment: Moment, step: number, kind: AttemptKind, dueAtMs: number): Emit {
  return emit(attemptDue, moment.leadId, {
    ...subjectOf(a, moment),
    plan: a.plan?.planId ?? '',
    step,
    kind,
    dueAt: iso(dueAtMs),
  });
}

/** `attempts` counts the steps really made, of `steps`. */
export function saysExhausted(a: Assignment, moment: Moment, attempts: number): Emit {
  const steps = a.plan?.steps.length ?? 0;
  return emit(planExhausted, moment.leadId, {
    ...subjectOf(a, moment),
    plan: a.plan?.planId ?? '',
    attempts,
    steps,
    done: attempts === steps,
  });
}
