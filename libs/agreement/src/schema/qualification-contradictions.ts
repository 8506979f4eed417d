import type { AgreementDocument } from './agreement-document.ts';
import { missing, type Contradiction } from './contradiction.ts';

/** Reading, listening and clicking: interest, which alone never makes anybody's phone ring. */
const CONTENT_EVENTS: ReadonlySet<string> = new Set([
  'content_downloaded',
  'email_opened',
  'email_clicked',
  'email_delivered',
  'ad_clicked',
  'webinar_registered',
  'webinar_attended',
  'social_engaged',
]);

export function qualificationContradictions(document: AgreementDocument): Contradiction[] {
  const signals = new Map(document.intent.signals.map((signal) => [signal.id, signal]));
  const models = new Set(['default', ...document.models.map(({ id }) => id)]);
  const plans = new Map(document.sla.plans.map((plan) => [plan.id, plan]));

  const isContent = (id: string): boolean => {
    const signal = signals.get(id);
    if (signal === undefined) return false; // reported as missing
    const types = typeof signal.event === 'string' ? [signal.event] : signal.event;
    return types.every((type) => CONTENT_EVENTS.has(type) || (type === 'page_viewed' && signal.when === undefined));
  };
  const handOnContent = document.intent.handRaisers.find(isContent);
  const anySignalOnContent = document.intent.signals.find(({ id }) => isContent(id));

  return document.qualification.rules.flatMap((rule, index) => {
    const path = ['qualification', 'rules', index];
    const found: Contradiction[] = [
      ...missing(rule.when.models ?? [], models, [...path, 'when', 'models'], 'model'),
      ...(rule.when.anyOf ?? []).flatMap((evidence, each) =>
        'signal' in evidence
          ? missing(
              [evidence.signal],
              new Set(signals.keys()),
              [...path, 'when', 'anyOf', each, 'signal'],
              'signal',
              true,
            )
          : [],
      ),
    ];
    if (rule.outcome === 'nurture') return found;
    const plan = plans.get(document.sla.priorities[rule.outcome].plan);
    if (plan === undefined || plan.calls.length === 0) return found;

    const contentEvidence = (rule.when.anyOf ?? []).find(
      (evidence) => 'signal' in evidence && isContent(evidence.signal),
    );
    const byHand = rule.when.handRaised === true && handOnContent === undefined;
    const byIntent = rule.when.intent === true && anySignalOnContent === undefined;
    const byEvidence = rule.when.anyOf !== undefined && contentEvidence === undefined;
    if (!byHand && !byIntent && !byEvidence) {
      found.push({
        path,
        message:
          `rule "${rule.id}" would have people called on content alone: ` +
          'ask for a raised hand, an intent signal or several people of the account, or give its priority a plan without calls',
      });
    }
    return found;
  });
}
