import type { AgreementDocument } from '../schema/agreement-document.ts';
import type { Attempt } from '../schema/sla.ts';
import type { Article, Fact, Labels } from './article.ts';
import { condition, days, given, labelsOf, minutes, names, number, percent, reference, text } from './article.ts';
import { minutesInWords, numberInWords, percentInWords } from './points-in-words.ts';

export function routingArticles({ routing, models, reasons, title }: AgreementDocument): Article[] {
  const { pools, territories, rules, ...rest } = routing;
  const poolLabels = labelsOf(pools);
  const territoryLabels = labelsOf(territories);
  const modelLabels: Labels = new Map([['default', title], ...labelsOf(models)]);
  const reasonLabels = new Map(reasons.map(({ code, label }) => [code, label]));
  const away = routing.everybodyAway;
  return [
    ...rules.map((rule): Article => ({
      key: `routing/rules/${rule.id}`,
      section: 'routing',
      where: rule.label,
      facts: [
        reference('pool', 'to the pool', rule.pool, poolLabels),
        ...given(rule.priorities, (list) => names('priorities', 'for', list)),
        ...given(rule.models, (ids) => reference('models', 'in the models', ids, modelLabels)),
        ...given(rule.territory, (id) => reference('territory', 'in the territory', id, territoryLabels)),
        ...given(rule.when, (when) => condition('when', 'when', when)),
        ...given(rule.skills, (list) => names('skills', 'to a rep with the skills', list)),
        ...given(rule.languages, (list) => names('languages', 'to a rep who speaks', list)),
      ],
      source: rule,
      list: { key: 'routing/rules', where: 'Routing', firstMatch: true },
    })),
    {
      key: 'routing',
      section: 'routing',
      where: 'Routing',
      facts: [
        reference('catchAll', 'everybody else to the pool', routing.catchAll, poolLabels),
        { ...text('away', 'when everybody is away:', AWAY[away.policy]), same: away.policy },
        ...given(away.pool, (id) => reference('awayPool', 'falling back on', id, poolLabels)),
        minutes('hold', 'held for missing data at most', routing.holdForEnrichmentMinutes),
        days('reopened', 'an account stays with the owner of its last deal for', routing.reopenedAccountDays),
        reference('turnBack', 'the turn is given back for', routing.turnBack.reasons, reasonLabels),
        percent('turnBackShare', 'up to', routing.turnBack.maxShare, "of a rep's turns in a month"),
        { ...text('absence', 'whoever was absent', ABSENCE[routing.absenceReturn]), same: routing.absenceReturn },
      ],
      source: rest,
    },
    ...pools.map((pool): Article => ({
      key: `routing/pools/${pool.id}`,
      section: 'routing',
      where: `Pool ${pool.label}`,
      facts: [
        text('members', 'made of', pool.members === 'all' ? 'all reps' : 'the reps listed in it'),
        number('openLeadCap', 'at most', pool.openLeadCap, 'open leads each'),
        number('dailyCap', 'at most', pool.dailyCap, 'a day each'),
        text('calls', '', pool.calls ? 'calls' : 'does not call'),
        ...Object.entries(pool.weights).map(([rep, weight]) => number(`weight ${rep}`, `${rep} weighs`, weight)),
      ],
      source: pool,
      list: { key: 'routing/pools', where: 'Pools', firstMatch: false },
    })),
    ...territories.map((territory): Article => ({
      key: `routing/territories/${territory.id}`,
      section: 'routing',
      where: `Territory ${territory.label}`,
      facts: [condition('when', 'when', territory.when)],
      source: territory,
      list: { key: 'routing/territories', where: 'Territories', firstMatch: false },
    })),
  ];
}

const ENDS = { reply: 'a reply', optOut: 'an opt-out', bounce: 'a bounce', meeting: 'a meeting' } as const;

const AWAY = {
  routeNow: 'routed at once, the clock starts at the opening',
  wait: 'the lead waits',
  fallBack: 'another pool gets it',
} as const;

const ABSENCE = {
  keepPlace: 'keeps the place',
  catchUp: 'catches up',
  cappedCatchUp: 'catches up so far',
} as const;

export function slaArticles({ sla }: AgreementDocument): Article[] {
  const plans = labelsOf(sla.plans);
  const { marketing, callsNeedConsent } = sla;
  return [
    ...Object.entries(sla.priorities).map(([priority, owed]): Article => ({
      key: `sla/priorities/${priority}`,
      section: 'sla',
      where: priority,
      facts: [
        minutes('firstTouchMinutes', 'first touch within', owed.firstTouchMinutes),
        minutes('answerMinutes', 'an answer within', owed.answerMinutes),
        reference('plan', 'plan', owed.plan, plans),
        names('reminders', 'reminders at', owed.reminders.map(percentInWords), 'no time'),
        percent('escalateAt', 'the manager is told at', owed.escalateAt),
        owed.rerouteAt === null
          ? text('rerouteAt', '', 'never re-routed')
          : percent('rerouteAt', 'untouched, it goes to somebody else at', owed.rerouteAt),
      ],
      source: owed,
    })),
    ...sla.plans.map((plan): Article => ({
      key: `sla/plans/${plan.id}`,
      section: 'sla',
      where: plan.label,
      facts: [
        attempts('calls', 'calls on', plan.calls),
        attempts('mails', 'mails on', plan.mails),
        number('maxVoicemails', 'voicemails at most', plan.maxVoicemails),
        {
          ...names(
            'stopOn',
            'stops on',
            plan.stopOn.map((each) => ENDS[each]),
          ),
          same: JSON.stringify(plan.stopOn),
        },
      ],
      source: plan,
      list: { key: 'sla/plans', where: 'Attempt plans', firstMatch: false },
    })),
    {
      key: 'sla',
      section: 'sla',
      where: 'Calls',
      facts: [
        text(
          'callsNeedConsent',
          '',
          callsNeedConsent ? 'a mail instead, without consent to phone' : 'also without consent to phone',
        ),
      ],
      source: { callsNeedConsent },
    },
    {
      key: 'sla/marketing',
      section: 'sla',
      where: 'Marketing',
      facts: [
        percent('volumeMin', 'volume at least', marketing.volume.min, 'of capacity'),
        percent('volumeMax', 'volume at most', marketing.volume.max, 'of capacity'),
        percent('acceptance', 'accepted', marketing.acceptance.target),
        percent('acceptanceLater', 'accepted from the second quarter', marketing.acceptance.fromSecondQuarter),
        percent('completeness', 'required fields filled', marketing.completeness),
        minutes('dataFixMinutes', 'data put right within', marketing.dataFixMinutes),
        minutes('contentRequestMinutes', 'requests for content answered within', marketing.contentRequestMinutes),
      ],
      source: marketing,
    },
  ];
}

/** "calls on day 0, day 0 + 2 hours, day 4 with "a reference"". */
function attempts(key: string, before: string, list: readonly Attempt[]): Fact {
  const words = list.map(({ day, afterMinutes, material }) => {
    const later = afterMinutes === 0 ? '' : ` + ${minutesInWords(afterMinutes)}`;
    return `day ${numberInWords(day)}${later}${material === undefined ? '' : ` with "${material}"`}`;
  });
  return names(key, before, words, 'no day');
}
