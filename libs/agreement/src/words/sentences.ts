import type { AgreementDocument } from '../schema/agreement-document.ts';
import type { Decay, OccurrenceCap } from '../schema/engagement.ts';
import { conditionInWords } from './condition-in-words.ts';
import { daysInWords, listInWords, minutesInWords, numberInWords, timesInWords } from './points-in-words.ts';

export type SectionSentences = { section: string; sentences: string[] };

/** The document as people read it aloud before they sign: plain sentences, section by section. */
export function sentences(document: AgreementDocument): SectionSentences[] {
  const { fit, engagement, intent, qualification, routing, sla, nurture } = document;
  const plans = new Map(sla.plans.map((plan) => [plan.id, plan.label]));
  const pools = new Map(routing.pools.map((pool) => [pool.id, pool.label]));
  return [
    { section: 'glossary', sentences: document.glossary.map(({ term, meaning }) => `${term}: ${meaning}`) },
    { section: 'goodLead', sentences: document.goodLead.map(({ label }) => `${label}.`) },
    {
      section: 'personas',
      sentences: document.personas.map(({ label, when }) => `${label}: ${conditionInWords(when)}.`),
    },
    {
      section: 'exclusions',
      sentences: document.exclusions.map(
        ({ label, when, goesTo }) => `${label} (${conditionInWords(when)}): goes to ${goesTo}.`,
      ),
    },
    { section: 'fit', sentences: fitSentences(fit) },
    { section: 'engagement', sentences: engagementSentences(engagement) },
    ...document.models.map((model) => ({
      section: `model ${model.label}`,
      sentences: [...fitSentences(model.fit), ...engagementSentences(model.engagement)],
    })),
    {
      section: 'intent',
      sentences: intent.signals.map(
        ({ id, label, withinDays }) =>
          `Whoever ${label} wants to buy, for ${daysInWords(withinDays)}${intent.handRaisers.includes(id) ? ', and has raised a hand' : ''}.`,
      ),
    },
    {
      section: 'qualification',
      sentences: [
        ...qualification.rules.map(({ label, outcome }) => `${label}: ${outcome === 'nurture' ? 'nurture' : outcome}.`),
        'Everybody else is nurtured.',
        `Evidence older than ${daysInWords(qualification.freshnessDays)} routes nobody; after a recycle nothing qualifies for ${daysInWords(qualification.coolOffDays)} unless a hand is raised.`,
      ],
    },
    {
      section: 'routing',
      sentences: [
        ...routing.rules.map(({ label, pool }) => `${label}: to ${pools.get(pool) ?? pool}.`),
        `Everybody else: to ${pools.get(routing.catchAll) ?? routing.catchAll}.`,
        ...routing.pools.map(
          (pool) =>
            `${pool.label}: at most ${pool.openLeadCap} open leads and ${pool.dailyCap} a day for each${pool.calls ? '' : ', no calls'}.`,
        ),
      ],
    },
    {
      section: 'sla',
      sentences: [
        ...Object.entries(sla.priorities).map(
          ([priority, owed]) =>
            `${priority}: first touch within ${minutesInWords(owed.firstTouchMinutes)}, an answer within ${minutesInWords(owed.answerMinutes)}, then ${plans.get(owed.plan) ?? owed.plan}` +
            `${owed.rerouteAt === null ? '' : `; untouched, it goes to somebody else after ${minutesInWords(owed.firstTouchMinutes * owed.rerouteAt)}`}.`,
        ),
        `Marketing: volume between ${percent(sla.marketing.volume.min)} and ${percent(sla.marketing.volume.max)} of capacity, ${percent(sla.marketing.acceptance.target)} accepted, ${percent(sla.marketing.completeness)} of the required fields filled.`,
      ],
    },
    {
      section: 'reasons',
      sentences: document.reasons.map(
        ({ label, kind, asks }) =>
          `${label} (${kind})${asks.length === 0 ? '' : `: ${listInWords(asks.map((ask) => ask.label))}`}.`,
      ),
    },
    {
      section: 'nurture',
      sentences: [
        ...nurture.limits.map(
          ({ mails, perDays }) => `At most ${mails === 1 ? 'one mail' : `${mails} mails`} in ${daysInWords(perDays)}.`,
        ),
        ...nurture.tracks.map(({ label }) => `Track: ${label}.`),
      ],
    },
    {
      section: 'goals',
      sentences: document.goals.map(
        ({ label, period, target, unit }) =>
          `${label} per ${period}: ${target === null ? 'not yet agreed' : `${numberInWords(target)}${unit === undefined ? '' : ` ${unit}`}`}.`,
      ),
    },
  ].filter((section) => section.sentences.length > 0);
}

function fitSentences(fit: AgreementDocument['fit']): string[] {
  return [
    ...fit.dimensions.flatMap(({ rules }) => rules.map(({ label, points }) => `${label}: ${signed(points)}.`)),
    ...fit.disqualifiers.map(({ label }) => `${label}: disqualified.`),
    `A from ${fit.thresholds.A}, B from ${fit.thresholds.B}, C from ${fit.thresholds.C}; at most ${fit.cap} points.`,
  ];
}

function engagementSentences(engagement: AgreementDocument['engagement']): string[] {
  return [
    ...engagement.groups.flatMap((group) =>
      group.rules.map((rule) => {
        const parts = [
          signed(rule.points),
          ...capsInWords(rule.occurrences),
          ...(rule.perAsset === undefined ? [] : ['once per asset']),
          ...(rule.within === undefined
            ? []
            : [`from ${timesInWords(rule.within.times)} within ${daysInWords(rule.within.days)}`]),
          ...decayInWords(rule.decay ?? group.decay),
        ];
        return `${rule.label}: ${parts.join('; ')}.`;
      }),
    ),
    ...engagement.groups.map(({ label, cap }) => `${label}: at most ${numberInWords(cap)} points.`),
    `Digit 1 from ${engagement.thresholds['1']}, 2 from ${engagement.thresholds['2']}, 3 from ${engagement.thresholds['3']}; at most ${engagement.cap} points.`,
  ];
}

function capsInWords(caps: OccurrenceCap | OccurrenceCap[] | undefined): string[] {
  if (caps === undefined) return [];
  return (Array.isArray(caps) ? caps : [caps]).map(
    ({ max, per }) => `counts ${timesInWords(max)}${per === 'ever' ? '' : ` a ${per}`}`,
  );
}

function decayInWords(decay: Decay | undefined): string[] {
  if (decay === undefined) return [];
  if ('halfLifeDays' in decay) return [`half-life ${daysInWords(decay.halfLifeDays)}`];
  return [`${decay.linear.percent} % less every ${daysInWords(decay.linear.everyDays)}`];
}

function signed(points: number): string {
  return `${numberInWords(points)} ${Math.abs(points) === 1 ? 'point' : 'points'}`;
}

function percent(share: number): string {
  return `${numberInWords(Math.round(share * 1000) / 10)} %`;
}
