import type { AgreementDocument } from '../schema/agreement-document.ts';
import type { QualificationEvidence, QualificationRule } from '../schema/qualification.ts';
import type { Article, Fact, Labels } from './article.ts';
import {
  condition,
  days,
  eventFact,
  given,
  labelsOf,
  minutes,
  names,
  number,
  percent,
  points,
  reference,
  text,
} from './article.ts';
import { modelsOf } from '../schema/models-of.ts';
import { daysInWords, numberInWords, timesInWords } from './points-in-words.ts';
import { rungInWords } from './rung-in-words.ts';

/** The document as a whole, and who is a good lead, a persona, no lead. */
export function whoArticles(document: AgreementDocument): Article[] {
  const { title, ladder, timeZone } = document;
  const rules = new Map([
    ...document.intent.signals.map(({ id, label }) => [id, label] as const),
    ...modelsOf(document).flatMap(({ fit, engagement }) => [
      ...fit.dimensions.flatMap((dimension) => dimension.rules.map(({ id, label }) => [id, label] as const)),
      ...engagement.groups.flatMap((group) => group.rules.map(({ id, label }) => [id, label] as const)),
    ]),
  ]);
  return [
    {
      key: 'agreement',
      section: 'agreement',
      where: 'The agreement',
      facts: [
        text('title', '', `"${title}"`),
        { ...text('ladder', 'the product', rungInWords(ladder)), same: ladder },
        text('timeZone', 'days are counted in the time zone', timeZone),
      ],
      source: { title, ladder, timeZone },
    },
    ...document.glossary.map((entry): Article => ({
      key: `glossary/${entry.id}`,
      section: 'glossary',
      where: entry.term,
      facts: [text('meaning', '', entry.meaning)],
      source: entry,
      list: { key: 'glossary', where: 'Glossary', firstMatch: false },
    })),
    ...document.goodLead.map((entry): Article => ({
      key: `goodLead/${entry.id}`,
      section: 'goodLead',
      where: entry.label,
      facts: [reference('rules', 'met by any of', entry.rules, rules)],
      source: entry,
      list: { key: 'goodLead', where: 'Criteria of a good lead', firstMatch: false },
    })),
    ...document.personas.map((entry): Article => ({
      key: `personas/${entry.id}`,
      section: 'personas',
      where: `Persona ${entry.label}`,
      facts: [condition('when', 'when', entry.when)],
      source: entry,
      list: { key: 'personas', where: 'Personas', firstMatch: true },
    })),
    ...document.exclusions.map((entry): Article => ({
      key: `exclusions/${entry.id}`,
      section: 'exclusions',
      where: entry.label,
      facts: [condition('when', 'no lead when', entry.when), text('goesTo', 'goes to', entry.goesTo)],
      source: entry,
      list: { key: 'exclusions', where: 'Exclusions', firstMatch: true },
    })),
  ];
}

/** What shows that somebody wants to buy, and who is worth the time of sales. */
export function qualificationArticles(document: AgreementDocument): Article[] {
  const { intent, qualification, models } = document;
  const signals = labelsOf(intent.signals);
  const modelLabels: Labels = new Map([['default', document.title], ...labelsOf(models)]);
  const { handRaisers, stageWindowDays, justResearching } = intent;
  const { freshnessDays, coolOffDays, hysteresis } = qualification;
  return [
    ...intent.signals.map((signal): Article => ({
      key: `intent/signals/${signal.id}`,
      section: 'intent',
      where: `Whoever ${signal.label}`,
      facts: [
        days('withinDays', 'wants to buy for', signal.withinDays),
        text('stage', 'is', signal.stage),
        eventFact(signal.event),
        ...given(signal.when, (when) => condition('when', 'when', when)),
      ],
      source: signal,
      list: { key: 'intent/signals', where: 'Intent signals', firstMatch: false },
    })),
    {
      key: 'intent',
      section: 'intent',
      where: 'Intent',
      facts: [
        reference('handRaisers', 'a hand is raised by whoever', handRaisers, signals),
        days('stageWindowDays', 'the stage of buying is told by the content of', stageWindowDays),
      ],
      source: { handRaisers, stageWindowDays },
    },
    ...(justResearching === undefined
      ? []
      : [
          {
            key: 'intent/justResearching',
            section: 'intent',
            where: 'Just researching',
            facts: [
              days('barsCallsForDays', 'no calls for', justResearching.barsCallsForDays),
              eventFact(justResearching.event),
              condition('when', 'when', justResearching.when),
            ],
            source: justResearching,
          },
        ]),
    ...qualification.rules.map((rule): Article => ({
      key: `qualification/rules/${rule.id}`,
      section: 'qualification',
      where: rule.label,
      facts: ruleFacts(rule, signals, modelLabels),
      source: rule,
      list: { key: 'qualification/rules', where: 'Qualification', firstMatch: true },
    })),
    {
      key: 'qualification',
      section: 'qualification',
      where: 'Qualification',
      facts: [
        text('else', '', 'everybody else is nurtured'),
        days('freshnessDays', 'evidence routes nobody after', freshnessDays),
        days('coolOffDays', 'unless a hand is raised, nothing qualifies after a recycle for', coolOffDays),
        points('hysteresis', 'a rule holds anew once engagement has fallen below its digit by', hysteresis),
      ],
      source: { freshnessDays, coolOffDays, hysteresis },
    },
  ];
}

function ruleFacts({ when, outcome, firstTouchMinutes }: QualificationRule, signals: Labels, models: Labels): Fact[] {
  return [
    text('outcome', '', outcome === 'nurture' ? 'nurture' : outcome),
    ...given(when.fit, (fit) => names('fit', 'fit', fit)),
    ...given(when.digits, (digits) => names('digits', 'digit', digits)),
    ...given(when.handRaised, (raised) => text('handRaised', '', raised ? 'a hand is raised' : 'no hand is raised')),
    ...given(when.intent, (intent) =>
      text('intent', '', intent ? 'a signal of intent speaks' : 'no signal of intent speaks'),
    ),
    ...given(when.anyOf, (anyOf) => ({
      ...text('anyOf', 'any of:', anyOf.map((evidence) => evidenceInWords(evidence, signals)).join(', ')),
      same: JSON.stringify(anyOf),
    })),
    ...given(when.profile, (profile) => condition('profile', 'when', profile)),
    ...given(when.models, (ids) => reference('models', 'in the models', ids, models)),
    ...given(firstTouchMinutes, (touch) => minutes('firstTouchMinutes', 'first touch within', touch)),
  ];
}

function evidenceInWords(evidence: QualificationEvidence, signals: Labels): string {
  const span = `in ${daysInWords(evidence.withinDays)}`;
  if ('accountPeople' in evidence) return `${numberInWords(evidence.accountPeople)} people of the account ${span}`;
  return `${signals.get(evidence.signal) ?? evidence.signal} ${timesInWords(evidence.times)} ${span}`;
}

const MEASURES = {
  qualifiedPipeline: 'the qualified pipeline',
  revenue: 'revenue',
  winRate: 'the win rate',
  qualifiedLeads: 'qualified leads',
  acceptanceRate: 'the rate of acceptance',
} as const;

/** What both teams want to reach. */
export function goalArticles({ goals }: AgreementDocument): Article[] {
  return goals.map((goal): Article => ({
    key: `goals/${goal.id}`,
    section: 'goals',
    where: goal.label,
    facts: [
      goal.target === null
        ? text('target', '', 'not yet agreed')
        : number('target', '', goal.target, goal.unit === undefined ? '' : `"${goal.unit}"`),
      ...(goal.target === null ? given(goal.unit, (unit) => text('unit', 'in', unit)) : []),
      text('period', 'per', goal.period),
      { ...text('measure', 'measured by', MEASURES[goal.measure]), same: goal.measure },
      percent('variablePayShare', 'share of variable pay', goal.variablePayShare),
    ],
    source: goal,
    list: { key: 'goals', where: 'Goals', firstMatch: false },
  }));
}
