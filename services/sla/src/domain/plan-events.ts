import { attemptDue, planExhausted } from '@smarketing/contracts';
import { emit } from '@smarketing/messaging';
import type { Emit } from '@smarketing/messaging';
import { iso, subjectOf } from './clock-events.ts';
import type { Moment } from './moment.ts';
import type { Assignment, AttemptKind, PlanStep } from './sla-lead.ts';

type Due = {
  readonly step: PlanStep;
  readonly kind: AttemptKind;
  readonly dueAtMs: number;
  /** Whether a call that nobody takes may leave a message. */
  readonly voicemail: boolean;
};

export function saysAttemptDue(a: Assignment, moment: Moment, { step, kind, dueAtMs, voicemail }: Due): Emit {
  return emit(attemptDue, moment.leadId, {
    ...subjectOf(a, moment),
    plan: a.plan?.planId ?? '',
    step: step.step,
    kind,
    ...(step.material === undefined ? {} : { material: step.material }),
    ...(kind === 'call' ? { voicemail } : {}),
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
