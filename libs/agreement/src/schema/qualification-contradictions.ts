import type { AgreementDocument } from './agreement-document.ts';
import { missing, type Contradiction } from './contradiction.ts';
import { allowsWhatever, holdsWherever, neverReached } from './never-reached.ts';
import type { QualificationEvidence, QualificationRule } from './qualification.ts';

const GRADES = ['A', 'B', 'C', 'D'] as const;
const DIGITS = [1, 2, 3, 4] as const;

type Concerned = Pick<AgreementDocument, 'qualification' | 'intent' | 'sla' | 'models'>;

export function qualificationContradictions({ qualification, intent, sla, models }: Concerned): Contradiction[] {
  const signals = new Map(intent.signals.map((signal) => [signal.id, signal]));
  const signalIds = new Set(signals.keys());
  const modelIds = new Set(['default', ...models.map(({ id }) => id)]);
  const all = [...modelIds];
  return [
    ...qualification.rules.flatMap((rule, index) => {
      const path = ['qualification', 'rules', index];
      const impossible = impossibleIn(rule, intent);
      return [
        ...missing(rule.when.models ?? [], modelIds, [...path, 'when', 'models'], 'model'),
        ...(rule.when.anyOf ?? []).flatMap((evidence, each) =>
          'signal' in evidence
            ? missing([evidence.signal], signalIds, [...path, 'when', 'anyOf', each, 'signal'], 'signal', true)
            : [],
        ),
        ...(impossible === undefined
          ? []
          : [{ path: [...path, 'when'], message: `rule "${rule.id}" can never match: ${impossible}` }]),
        ...promiseContradictions(rule, sla, path),
      ];
    }),
    ...neverReached(qualification.rules, ['qualification', 'rules'], 'rule', ({ when: earlier }, { when: later }) =>
      isForestalled(earlier, later, all),
    ),
  ];
}

type When = QualificationRule['when'];

function impossibleIn({ when }: QualificationRule, intent: Concerned['intent']): string | undefined {
  if (when.handRaised === true && intent.handRaisers.length === 0) return 'no signal is a raised hand';
  if (when.intent === true && intent.signals.length === 0) return 'there are no intent signals';
  if (when.handRaised === true && when.intent === false) return 'a raised hand is an intent signal';
  const speakingDays = new Map(intent.signals.map(({ id, withinDays }) => [id, withinDays]));
  const speaks = (evidence: QualificationEvidence) =>
    'signal' in evidence && evidence.withinDays <= (speakingDays.get(evidence.signal) ?? 0);
  if (when.intent === false && when.anyOf?.every(speaks) === true) return 'it asks for a signal and for none at all';
  return undefined;
}

function promiseContradictions(
  rule: QualificationRule,
  sla: Concerned['sla'],
  path: (string | number)[],
): Contradiction[] {
  const { outcome, firstTouchMinutes } = rule;
  if (firstTouchMinutes === undefined) return [];
  const at = [...path, 'firstTouchMinutes'];
  if (outcome === 'nurture') return [{ path: at, message: 'nobody touches a lead that is nurtured: leave it out' }];
  const { answerMinutes } = sla.priorities[outcome];
  if (firstTouchMinutes <= answerMinutes) return [];
  return [
    {
      path: at,
      message: `the answer of ${outcome} would be due after ${answerMinutes} minutes, before the first touch`,
    },
  ];
}

function isForestalled(earlier: When, later: When, models: readonly string[]): boolean {
  return (
    allowsWhatever<string>(earlier.models, later.models, models) &&
    allowsWhatever<string>(earlier.fit, later.fit, GRADES) &&
    allowsWhatever<number>(earlier.digits, later.digits, DIGITS) &&
    (earlier.handRaised === undefined || earlier.handRaised === later.handRaised) &&
    (earlier.intent === undefined ||
      earlier.intent === later.intent ||
      (earlier.intent && later.handRaised === true)) &&
    (earlier.anyOf === undefined ||
      later.anyOf?.every((wanted) => earlier.anyOf?.some((enough) => isMore(wanted, enough))) === true) &&
    holdsWherever(earlier.profile, later.profile)
  );
}

/** Whether evidence of the first kind is always evidence of the second kind, too. */
function isMore(first: QualificationEvidence, second: QualificationEvidence): boolean {
  if (first.withinDays > second.withinDays) return false;
  if ('signal' in first) return 'signal' in second && first.signal === second.signal && first.times >= second.times;
  return 'accountPeople' in second && first.accountPeople >= second.accountPeople;
}
