import { compileCondition, type Predicate } from '../condition/compile-condition.ts';
import type { AgreementDocument } from '../schema/agreement-document.ts';
import type { Priority } from '../schema/qualification.ts';
import { DAY_MS } from '../score/decay.ts';

export type CompiledEvidence =
  | { kind: 'signal'; signal: string; times: number; withinMs: number }
  | { kind: 'accountPeople'; people: number; withinMs: number };

export type CompiledQualificationRule = {
  id: string;
  label: string;
  outcome: Priority | 'nurture';
  fit: ReadonlySet<string> | undefined;
  digits: ReadonlySet<number> | undefined;
  handRaised: boolean | undefined;
  intent: boolean | undefined;
  anyOf: CompiledEvidence[] | undefined;
  profile: Predicate | undefined;
  models: ReadonlySet<string> | undefined;
  /** Whether the plan that follows has calls. */
  calls: boolean;
  /** Business minutes. */
  firstTouchMinutes: number | undefined;
};

export type CompiledQualification = {
  rules: CompiledQualificationRule[];
  freshnessMs: number;
  coolOffMs: number;
};

export function compileQualification({ qualification, sla }: AgreementDocument): CompiledQualification {
  const plansWithCalls = new Set(sla.plans.filter((plan) => plan.calls.length > 0).map(({ id }) => id));
  return {
    freshnessMs: qualification.freshnessDays * DAY_MS,
    coolOffMs: qualification.coolOffDays * DAY_MS,
    rules: qualification.rules.map(({ id, label, when, outcome, firstTouchMinutes }) => ({
      id,
      label,
      outcome,
      fit: when.fit && new Set<string>(when.fit),
      digits: when.digits && new Set<number>(when.digits),
      handRaised: when.handRaised,
      intent: when.intent,
      anyOf: when.anyOf?.map((evidence): CompiledEvidence => {
        const withinMs = evidence.withinDays * DAY_MS;
        return 'signal' in evidence
          ? { kind: 'signal', signal: evidence.signal, times: evidence.times, withinMs }
          : { kind: 'accountPeople', people: evidence.accountPeople, withinMs };
      }),
      profile: when.profile && compileCondition(when.profile),
      models: when.models && new Set(when.models),
      calls: outcome !== 'nurture' && plansWithCalls.has(sla.priorities[outcome].plan),
      firstTouchMinutes:
        outcome === 'nurture' ? undefined : (firstTouchMinutes ?? sla.priorities[outcome].firstTouchMinutes),
    })),
  };
}
