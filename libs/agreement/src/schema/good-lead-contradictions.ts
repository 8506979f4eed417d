import type { AgreementDocument } from './agreement-document.ts';
import { missing, type Contradiction } from './contradiction.ts';
import { modelsOf } from './models-of.ts';
import { holdsWherever, neverReached } from './never-reached.ts';
import { misspelt } from './scoring-contradictions.ts';

export function goodLeadContradictions(
  document: Pick<AgreementDocument, 'goodLead' | 'intent' | 'fit' | 'engagement' | 'models'>,
): Contradiction[] {
  const rules = new Set([
    ...document.intent.signals.map(({ id }) => id),
    ...modelsOf(document).flatMap(({ fit, engagement }) => [
      ...fit.dimensions.flatMap((dimension) => dimension.rules.map(({ id }) => id)),
      ...engagement.groups.flatMap((group) => group.rules.map(({ id }) => id)),
    ]),
  ]);
  return document.goodLead.flatMap((criterion, index) =>
    missing(criterion.rules, rules, ['goodLead', index, 'rules'], 'rule or signal'),
  );
}

export function exclusionContradictions({ exclusions }: Pick<AgreementDocument, 'exclusions'>): Contradiction[] {
  return neverReached(exclusions, ['exclusions'], 'exclusion', (earlier, later) =>
    holdsWherever(earlier.when, later.when),
  );
}

export function intentContradictions({ intent }: Pick<AgreementDocument, 'intent'>): Contradiction[] {
  const signals = new Set(intent.signals.map(({ id }) => id));
  return [
    ...intent.signals.flatMap(({ event }, index) => misspelt(event, ['intent', 'signals', index, 'event'])),
    ...(intent.justResearching === undefined
      ? []
      : misspelt(intent.justResearching.event, ['intent', 'justResearching', 'event'])),
    ...missing(intent.handRaisers, signals, ['intent', 'handRaisers'], 'signal'),
  ];
}
