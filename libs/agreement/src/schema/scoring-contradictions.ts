import { engagementTypes } from '@smarketing/contracts';
import type { AgreementDocument } from './agreement-document.ts';
import { missing, type Contradiction, type Path } from './contradiction.ts';
import { modelsOf, type LocatedModel } from './models-of.ts';
import { nearest } from './nearest.ts';
import { holdsWherever, neverReached } from './never-reached.ts';
import { mostEngagement, mostFit } from './reach.ts';

/** What one model says that another part of it makes impossible. */
export function scoringContradictions(
  document: Pick<AgreementDocument, 'fit' | 'engagement' | 'models' | 'personas'>,
): Contradiction[] {
  const personas = new Set(document.personas.map(({ id }) => id));
  return [
    ...neverReached(document.personas, ['personas'], 'persona', (earlier, later) =>
      holdsWherever(earlier.when, later.when),
    ),
    ...modelsOf(document).flatMap((model) => [
      ...fitContradictions(model, personas),
      ...engagementContradictions(model),
    ]),
  ];
}

function fitContradictions({ fit, path }: LocatedModel, personas: ReadonlySet<string>): Contradiction[] {
  const here = [...path, 'fit'];
  const most = mostFit(fit);
  const countable = fit.dimensions.filter(({ countsAsKnown }) => countsAsKnown).length;
  return [
    ...fit.dimensions.flatMap(({ rules, match }, d) => {
      const at = [...here, 'dimensions', d, 'rules'];
      return [
        ...rules.flatMap((rule, r) => [
          ...missing(rule.personas ?? [], personas, [...at, r, 'personas'], 'persona'),
          ...beyondCap(rule, fit.cap, 'fit', [...at, r, 'points']),
        ]),
        ...(match === 'first'
          ? neverReached(
              rules,
              at,
              'rule',
              (earlier, later) => earlier.personas === undefined && holdsWherever(earlier.when, later.when),
            )
          : []),
      ];
    }),
    ...(['A', 'B', 'C'] as const).flatMap((grade) =>
      fit.thresholds[grade] > most
        ? [
            {
              path: [...here, 'thresholds', grade],
              message: `grade ${grade} begins at ${fit.thresholds[grade]} points, but fit can never be more than ${most}`,
            },
          ]
        : [],
    ),
    ...(fit.knownDimensionsForFullGrade > countable
      ? [
          {
            path: [...here, 'knownDimensionsForFullGrade'],
            message: `every grade would stay provisional: ${fit.knownDimensionsForFullGrade} dimensions must be known, and there are ${countable}`,
          },
        ]
      : []),
  ];
}

function engagementContradictions({ engagement, path }: LocatedModel): Contradiction[] {
  const here = [...path, 'engagement'];
  const most = mostEngagement(engagement);
  return [
    ...engagement.groups.flatMap((group, g) =>
      group.rules.flatMap((rule, r) => {
        const at = [...here, 'groups', g, 'rules', r];
        return [
          // Without a decay points would count for ever.
          ...((rule.decay ?? group.decay) === undefined
            ? [{ path: at, message: `rule "${rule.id}" has no decay, and its group has none either` }]
            : []),
          ...beyondCap(rule, Math.min(group.cap, engagement.cap), `the group "${group.id}"`, [...at, 'points']),
          ...misspelt(rule.event, [...at, 'event']),
        ];
      }),
    ),
    ...(['1', '2', '3'] as const).flatMap((digit) =>
      engagement.thresholds[digit] > most
        ? [
            {
              path: [...here, 'thresholds', digit],
              message: `digit ${digit} begins at ${engagement.thresholds[digit]} points, but under the caps engagement can never be more than ${Math.floor(most * 100) / 100}`,
            },
          ]
        : [],
    ),
  ];
}

function beyondCap(rule: { id: string; points: number }, cap: number, what: string, path: Path): Contradiction[] {
  if (Math.abs(rule.points) <= cap) return [];
  return [{ path, message: `rule "${rule.id}" has ${rule.points} points, but ${what} is capped at ${cap}` }];
}

/** Anybody may name events of their own; a name that is one slip of the pen away from the catalogue's is none of these. */
export function misspelt(event: string | readonly string[], path: Path): Contradiction[] {
  const known: readonly string[] = engagementTypes;
  const types = typeof event === 'string' ? [event] : event;
  return types.flatMap((type, index) => {
    if (type.length < 8 || known.includes(type)) return [];
    const meant = nearest(type, known);
    if (meant === undefined) return [];
    const message = `there is no event "${type}" in the catalogue (did you mean "${meant}"?)`;
    return [{ path: typeof event === 'string' ? path : [...path, index], message }];
  });
}
