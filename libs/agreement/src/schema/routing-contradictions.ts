import type { AgreementDocument } from './agreement-document.ts';
import { missing, type Contradiction } from './contradiction.ts';
import { allowsWhatever, holdsWherever, neverReached } from './never-reached.ts';
import { priority } from './qualification.ts';

export function routingContradictions({
  routing,
  models,
}: Pick<AgreementDocument, 'routing' | 'models'>): Contradiction[] {
  const pools = new Set(routing.pools.map(({ id }) => id));
  const territories = new Set(routing.territories.map(({ id }) => id));
  const modelIds = new Set(['default', ...models.map(({ id }) => id)]);
  const { policy, pool } = routing.everybodyAway;
  const away = ['routing', 'everybodyAway'];
  return [
    ...missing([routing.catchAll], pools, ['routing', 'catchAll'], 'pool', true),
    ...routing.rules.flatMap((rule, index) => [
      ...missing([rule.pool], pools, ['routing', 'rules', index, 'pool'], 'pool', true),
      ...missing(rule.models ?? [], modelIds, ['routing', 'rules', index, 'models'], 'model'),
      ...(rule.territory === undefined
        ? []
        : missing([rule.territory], territories, ['routing', 'rules', index, 'territory'], 'territory', true)),
    ]),
    ...neverReached(
      routing.rules,
      ['routing', 'rules'],
      'routing rule',
      (earlier, later) =>
        allowsWhatever<string>(earlier.priorities, later.priorities, priority.options) &&
        allowsWhatever(earlier.models, later.models, [...modelIds]) &&
        (earlier.territory === undefined || earlier.territory === later.territory) &&
        holdsWherever(earlier.when, later.when),
    ),
    ...(pool === undefined ? [] : missing([pool], pools, [...away, 'pool'], 'pool', true)),
    ...(policy === 'fallBack' && pool === undefined
      ? [{ path: away, message: 'to fall back, name the pool to fall back on' }]
      : []),
    ...(policy !== 'fallBack' && pool !== undefined
      ? [{ path: [...away, 'pool'], message: `nobody falls back on a pool when the policy is ${policy}: leave it out` }]
      : []),
  ];
}

/** A routing rule for a priority that nobody gets waits for ever. */
export function unreachablePriorities({
  routing,
  qualification,
}: Pick<AgreementDocument, 'routing' | 'qualification'>): Contradiction[] {
  const given = new Set<string>(qualification.rules.map(({ outcome }) => outcome));
  return routing.rules.flatMap(({ id, priorities }, index) =>
    priorities === undefined || priorities.some((each) => given.has(each))
      ? []
      : [
          {
            path: ['routing', 'rules', index, 'priorities'],
            message: `routing rule "${id}" can never match: no qualification rule gives ${priorities.join(' or ')}`,
          },
        ],
  );
}
