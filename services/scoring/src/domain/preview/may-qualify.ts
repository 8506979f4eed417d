import { scoreFit, type CompiledAgreement, type CompiledQualificationRule } from '@smarketing/agreement';
import type { ProfileFields } from '../lead-score.ts';
import type { Glance } from './history.ts';

/**
 * Whether any rule could qualify the lead within the span, by what is cheap to see: who they are, and which kinds of events there are for the
 * signals that the rule asks for. No is certain, and spares most leads the rest; yes means that it has to be seen.
 */
export function mayQualify({ isObjected, profiles, did }: Glance, agreement: CompiledAgreement): boolean {
  if (isObjected) return false;
  const often = new Map(
    agreement.intent.signals.map(({ id, eventTypes }) => [
      id,
      eventTypes.reduce((sum, type) => sum + (Object.hasOwn(did, type) ? did[type]! : 0), 0),
    ]),
  );
  return profiles.some(({ fields }) =>
    rulesFor(fields, agreement).some((rule) => hasWhatItAsksFor(rule, often, agreement)),
  );
}

function rulesFor(profile: ProfileFields, agreement: CompiledAgreement): CompiledQualificationRule[] {
  if (agreement.exclusions.some(({ holds }) => holds(profile) === true)) return [];
  const fits = [...agreement.models.values()].map((model) => ({ model: model.id, ...scoreFit(profile, model.fit) }));
  return agreement.qualification.rules.filter(
    (rule) =>
      rule.outcome !== 'nurture' &&
      (rule.profile === undefined || rule.profile(profile) === true) &&
      fits.some(
        ({ model, grade, provisional }) =>
          grade !== 'X' &&
          (rule.models === undefined || rule.models.has(model)) &&
          (rule.fit === undefined || rule.fit.has(grade) || (provisional && rule.fit.has('unknown'))),
      ),
  );
}

function hasWhatItAsksFor(
  { handRaised, intent, anyOf }: CompiledQualificationRule,
  often: ReadonlyMap<string, number>,
  agreement: CompiledAgreement,
): boolean {
  const isGiven = (signal: string, times = 1) => (often.get(signal) ?? 0) >= times;
  if (intent === true && !agreement.intent.signals.some(({ id }) => isGiven(id))) return false;
  if (handRaised === true && !agreement.intent.signals.some(({ id, handRaiser }) => handRaiser && isGiven(id))) {
    return false;
  }
  // Which colleagues engaged a preview does not know: no rule holds by them alone.
  return anyOf === undefined || anyOf.some((each) => each.kind === 'signal' && isGiven(each.signal, each.times));
}
