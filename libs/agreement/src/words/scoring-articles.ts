import type { AgreementDocument } from '../schema/agreement-document.ts';
import type { Article, Fact, Labels } from './article.ts';
import {
  capsFact,
  condition,
  decayFact,
  eventFact,
  given,
  labelsOf,
  names,
  number,
  points,
  reference,
  text,
} from './article.ts';
import { daysInWords, timesInWords } from './points-in-words.ts';

type Fit = AgreementDocument['fit'];
type Engagement = AgreementDocument['engagement'];

/** Which model the articles are of: `at` begins their keys, `of` ends their subjects. */
type Where = { section: string; at: string; of: string };

/** The articles of all models, the one above the others first. */
export function scoringArticles({ fit, engagement, models, personas }: AgreementDocument): Article[] {
  const labels = labelsOf(personas);
  return [
    ...fitArticles(fit, labels, { section: 'fit', at: 'fit', of: '' }),
    ...engagementArticles(engagement, { section: 'engagement', at: 'engagement', of: '' }),
    ...models.flatMap((model) => {
      const section = `model ${model.label}`;
      const at = `models/${model.id}`;
      const of = ` (${model.label})`;
      return [
        {
          ...listed(at, section, 'Models', 'models', false),
          where: `Model ${model.label}`,
          facts: [],
          source: model.label,
        },
        ...fitArticles(model.fit, labels, { section, at: `${at}/fit`, of }),
        ...engagementArticles(model.engagement, { section, at: `${at}/engagement`, of }),
      ];
    }),
  ];
}

function listed(key: string, section: string, list: string, listKey: string, firstMatch: boolean) {
  return { key, section, list: { key: listKey, where: list, firstMatch } };
}

function fitArticles(fit: Fit, personas: Labels, { section, at, of }: Where): Article[] {
  const { dimensions, disqualifiers, ...rest } = fit;
  const facts = [
    ...(['A', 'B', 'C'] as const).map((grade) => points(grade, `${grade} from`, fit.thresholds[grade])),
    points('cap', 'at most', fit.cap),
    number('known', 'provisional with fewer than', fit.knownDimensionsForFullGrade, 'known dimensions'),
    names('required', 'marketing owes', fit.requiredFields),
  ];
  return [
    { key: at, section, where: `Fit${of}`, facts, source: rest },
    ...dimensions.flatMap(({ rules, ...dimension }): Article[] => [
      {
        ...listed(`${at}/dimensions/${dimension.id}`, section, `Dimensions of fit${of}`, `${at}/dimensions`, false),
        where: `${dimension.label}${of}`,
        facts: [
          names('fields', 'known by', dimension.fields),
          text(
            'match',
            '',
            dimension.match === 'first' ? 'the first rule that holds counts' : 'every rule that holds counts',
          ),
          ...(dimension.countsAsKnown
            ? []
            : [text('countsAsKnown', '', 'tells nothing about how well they are known')]),
        ],
        source: dimension,
      },
      ...rules.map((rule): Article => ({
        ...listed(
          `${at}/rules/${rule.id}`,
          section,
          `Rules of ${dimension.label}${of}`,
          `${at}/dimensions/${dimension.id}/rules`,
          dimension.match === 'first',
        ),
        where: `${rule.label}${of}`,
        facts: [
          points('points', '', rule.points),
          ...given(rule.when, (when) => condition('when', 'when', when)),
          ...given(rule.personas, (ids) => reference('personas', 'for the personas', ids, personas)),
          { ...text('dimension', 'in', dimension.label), same: dimension.id },
        ],
        source: rule,
      })),
    ]),
    ...disqualifiers.map((disqualifier): Article => ({
      ...listed(`${at}/disqualifiers/${disqualifier.id}`, section, `Disqualifiers${of}`, `${at}/disqualifiers`, false),
      where: `${disqualifier.label}${of}`,
      facts: [condition('when', 'grade X when', disqualifier.when)],
      source: disqualifier,
    })),
  ];
}

function engagementArticles(engagement: Engagement, { section, at, of }: Where): Article[] {
  const { groups, ...rest } = engagement;
  const facts = [
    ...(['1', '2', '3'] as const).map((digit) => points(digit, `digit ${digit} from`, engagement.thresholds[digit])),
    points('cap', 'at most', engagement.cap),
    points('hysteresis', 'a digit is kept down to', engagement.hysteresis),
  ].map((fact): Fact => (fact.key === 'hysteresis' ? { ...fact, after: `${fact.after} below its threshold` } : fact));
  return [
    { key: at, section, where: `Engagement${of}`, facts, source: rest },
    ...groups.flatMap(({ rules, ...group }): Article[] => [
      {
        ...listed(`${at}/groups/${group.id}`, section, `Groups of engagement${of}`, `${at}/groups`, false),
        where: `Group ${group.label}${of}`,
        facts: [points('cap', 'at most', group.cap), ...given(group.decay, (decay) => decayFact(decay))],
        source: group,
      },
      ...rules.map((rule): Article => ({
        ...listed(
          `${at}/rules/${rule.id}`,
          section,
          `Rules of ${group.label}${of}`,
          `${at}/groups/${group.id}/rules`,
          false,
        ),
        where: `${rule.label}${of}`,
        facts: [
          points('points', '', rule.points),
          eventFact(rule.event),
          ...given(rule.when, (when) => condition('when', 'when', when)),
          ...given(rule.occurrences, capsFact),
          ...given(rule.perAsset, () => text('perAsset', '', 'once per asset')),
          ...given(rule.within, ({ times, days: span }) =>
            text('within', 'from', `${timesInWords(times)} within ${daysInWords(span)}`),
          ),
          ...given(rule.decay ?? group.decay, (decay) =>
            decayFact(decay, rule.decay === undefined ? group.id : undefined),
          ),
          { ...text('group', 'in the group', group.label), same: group.id },
        ],
        source: rule,
      })),
    ]),
  ];
}
