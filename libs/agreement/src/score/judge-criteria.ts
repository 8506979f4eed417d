import type { CompiledAgreement } from '../compile/compile-agreement.ts';
import type { Truth } from '../condition/compile-condition.ts';
import { modelNamed, type Score } from './score-at.ts';

/** A criterion of a good lead, judged. */
export type JudgedCriterion = { id: string; label: string; met: 'yes' | 'no' | 'unknown' };

/** Met as soon as one linked rule or signal holds; not met only if none can be unknown. */
export function judgeCriteria(score: Score, profile: object, compiled: CompiledAgreement): JudgedCriterion[] {
  const model = modelNamed(compiled, score.model);
  const fitRules = new Map(
    model.fit.dimensions.flatMap((dimension) => dimension.rules.map((rule) => [rule.id, { dimension, rule }] as const)),
  );
  const row = model.fit.rowOf(profile);
  const speaking = new Set(score.intent.map(({ signal }) => signal));
  const earning = new Set(score.entries.filter(({ eventId }) => eventId !== null).map(({ rule }) => rule));

  const judge = (id: string): Truth => {
    const fit = fitRules.get(id);
    if (fit !== undefined) {
      return fit.dimension.isKnown(row) ? fit.rule.holds(row) === true : undefined;
    }
    return speaking.has(id) || earning.has(id);
  };
  return compiled.document.goodLead.map(({ id, label, rules }) => {
    const truths = rules.map(judge);
    return { id, label, met: truths.includes(true) ? 'yes' : truths.includes(undefined) ? 'unknown' : 'no' };
  });
}
