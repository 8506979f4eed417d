import type { AgreementDocument } from './agreement-document.ts';
import { missing, type Contradiction } from './contradiction.ts';

export function routingContradictions({ routing, models }: AgreementDocument): Contradiction[] {
  const pools = new Set(routing.pools.map(({ id }) => id));
  const territories = new Set(routing.territories.map(({ id }) => id));
  const modelIds = new Set(['default', ...models.map(({ id }) => id)]);
  const { policy, pool } = routing.everybodyAway;
  return [
    ...missing([routing.catchAll], pools, ['routing', 'catchAll'], 'pool', true),
    ...routing.rules.flatMap((rule, index) => [
      ...missing([rule.pool], pools, ['routing', 'rules', index, 'pool'], 'pool', true),
      ...missing(rule.models ?? [], modelIds, ['routing', 'rules', index, 'models'], 'model'),
      ...(rule.territory === undefined
        ? []
        : missing([rule.territory], territories, ['routing', 'rules', index, 'territory'], 'territory', true)),
    ]),
    ...(pool === undefined ? [] : missing([pool], pools, ['routing', 'everybodyAway', 'pool'], 'pool', true)),
    ...(policy === 'fallBack' && pool === undefined
      ? [{ path: ['routing', 'everybodyAway'], message: 'to fall back, name the pool to fall back on' }]
      : []),
  ];
}
