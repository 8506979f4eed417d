import type { AgreementDocument } from '../schema/agreement-document.ts';
import { WEEKDAYS, type Weekday } from '@smarketing/business-time';
import type { Article, Fact, Labels } from './article.ts';
import { days, given, labelsOf, names, number, points, reference, text } from './article.ts';
import { daysInWords, numberInWords, percentInWords } from './points-in-words.ts';

export function reasonArticles({ reasons, nurture }: AgreementDocument): Article[] {
  const tracks = labelsOf(nurture.tracks);
  return reasons.map((reason): Article => ({
    key: `reasons/${reason.code}`,
    section: 'reasons',
    where: `Reason ${reason.label}`,
    facts: [
      { ...text('kind', '', KINDS[reason.kind]), same: reason.kind },
      ...reason.asks.map(askFact),
      ...(reason.needsPlanDone ? [text('needsPlanDone', '', 'only when the attempt plan is done')] : []),
      ...actionFacts(reason.action, tracks),
    ],
    source: reason,
    list: { key: 'reasons', where: 'Reasons', firstMatch: false },
  }));
}

const KINDS = {
  reject: 'rejects before contact',
  disqualify: 'disqualifies after contact',
  recycle: 'recycles after contact',
} as const;

const CHOICES = {
  goodLead: 'the criteria of a good lead',
  requiredFields: 'the required fields',
  exclusions: 'the exclusions',
} as const;

type Reason = AgreementDocument['reasons'][number];

function askFact({ field, label, type, options, optionsFrom }: Reason['asks'][number]): Fact {
  const choice =
    options === undefined
      ? optionsFrom === undefined
        ? ''
        : CHOICES[optionsFrom]
      : options.map((each) => `"${each}"`).join(', ');
  return text(`asks ${field}`, 'asks', `"${label}" (${type}${choice === '' ? '' : ` of ${choice}`}, kept as ${field})`);
}

function actionFacts(action: Reason['action'], tracks: Labels): Fact[] {
  switch (action.type) {
    case 'reroute':
      return [
        text('action', '', 'goes to somebody else'),
        ...given(action.fixAfterPerMonth, (most) => number('fix', 'the routing is put right after', most, 'a month')),
      ];
    case 'proposeMerge':
      return [text('action', '', 'a merge is proposed')];
    case 'fixData':
      return [text('action', '', 'the data is put right, then back to the same rep')];
    case 'draftRule':
      return [
        number('action', 'a rule is drafted after', action.afterCases, 'cases'),
        ...given(action.orShare, (share) => text('orShare', 'or', percentInWords(share), 'of the hand-offs')),
      ];
    case 'exclude':
      return [text('action', '', 'the person is excluded')];
    case 'enrol':
      return [
        reference('action', 'goes to the track', action.track, tracks),
        ...given(action.alsoCollects, (what) => text('alsoCollects', 'collected for', what)),
      ];
    case 'newsletter':
      return [days('action', 'the newsletter alone for', action.forDays)];
    case 'personaRule':
      return [text('action', '', 'a rule on personas is drafted')];
    case 'suppress':
      return [text('action', '', 'nobody contacts the person any more')];
  }
}

const EXITS = { deal: 'a deal', optOut: 'an opt-out', disqualified: 'a disqualification' } as const;

export function nurtureArticles({ nurture, reasons }: AgreementDocument): Article[] {
  const { tracks, ...rest } = nurture;
  const { limits, wakeOn } = nurture;
  const codes = new Map(reasons.map(({ code, label }) => [code, label]));
  return [
    ...tracks.map((track): Article => ({
      key: `nurture/tracks/${track.id}`,
      section: 'nurture',
      where: `Track ${track.label}`,
      facts: [
        reference('entry', 'entered by', track.entry, codes),
        ...given(track.wakeAt, wakeFacts),
        ...track.steps.map((step, index) =>
          text(`step ${index + 1}`, `step ${index + 1}:`, `a ${step.kind} after ${daysInWords(step.afterDays)}`),
        ),
        ...given(track.repeatEveryDays, (every) => days('repeat', 'the last step again every', every)),
        ...Object.entries(track.paceByStage ?? {}).map(([stage, every]) =>
          days(`pace ${stage}`, `${stage}: a mail every`, every),
        ),
        ...(track.paceByStage !== undefined && Object.keys(track.paceByStage).length === 0
          ? [text('pace', 'pace by stage', 'of none')]
          : []),
      ],
      source: track,
      list: { key: 'nurture/tracks', where: 'Tracks', firstMatch: false },
    })),
    {
      key: 'nurture',
      section: 'nurture',
      where: 'Nurture',
      facts: [
        reference('defaultTrack', 'everybody else is on the track', nurture.defaultTrack, labelsOf(tracks)),
        ...limits.map(({ mails, perDays }, index) =>
          text(
            `limit ${index + 1}`,
            'at most',
            `${mails === 1 ? 'one mail' : `${numberInWords(mails)} mails`} in ${daysInWords(perDays)}`,
          ),
        ),
        text('pause', 'while sales works the lead', nurture.pauseWhileSalesWorks ? 'no mails' : 'mails go on'),
        {
          ...names(
            'exitOn',
            'a track ends on',
            nurture.exitOn.map((each) => EXITS[each]),
          ),
          same: JSON.stringify(nurture.exitOn),
        },
        days('sunsetAfterDays', 'and after', nurture.sunsetAfterDays),
        text('handRaised', 'a raised hand', wakeOn.handRaised ? 'wakes any track' : 'wakes no track'),
        points('newPoints', 'any track wakes on', wakeOn.newPoints),
        number('withSignals', 'with signals of intent:', wakeOn.withSignals),
      ],
      source: rest,
    },
  ];
}

function wakeFacts({ field, offsetDays, otherwiseAfterDays }: WakeAt): Fact[] {
  const otherwise = days(
    'otherwise',
    field === undefined ? 'wakes after' : 'without such a date after',
    otherwiseAfterDays,
  );
  const side = offsetDays < 0 ? 'before' : 'after';
  if (field === undefined) {
    const idle = {
      ...days('offset', 'idle:', Math.abs(offsetDays)),
      after: `days ${side} a date that no field states`,
    };
    return offsetDays === 0 ? [otherwise] : [otherwise, idle];
  }
  return [
    offsetDays === 0
      ? text('offset', 'wakes on', 'the day', 'of the date stated')
      : { ...days('offset', 'wakes', Math.abs(offsetDays)), after: `days ${side} the date stated` },
    text('field', 'as', field),
    otherwise,
  ];
}

type WakeAt = NonNullable<AgreementDocument['nurture']['tracks'][number]['wakeAt']>;

const DAYS: Readonly<Record<Weekday, string>> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};

export function calendarArticles({ calendars }: AgreementDocument): Article[] {
  const { list, ...rest } = calendars;
  return [
    {
      key: 'calendars',
      section: 'calendars',
      where: 'Calendars',
      facts: [
        reference('default', 'unless somebody has another one:', calendars.default, labelsOf(list)),
        text('callHours', "calls on the lead's own clock between", calendars.callHours.join(' and ')),
      ],
      source: rest,
    },
    ...list.map((calendar): Article => {
      const { timeZone, windows, holidays } = calendar.spec;
      return {
        key: `calendars/${calendar.id}`,
        section: 'calendars',
        where: calendar.label,
        facts: [
          text('timeZone', 'time zone', timeZone),
          ...WEEKDAYS.flatMap((day) =>
            given(windows[day], (open) =>
              names(
                day,
                DAYS[day],
                open.map(([from, to]) => `${from}–${to}`),
                'closed',
              ),
            ),
          ),
          ...given(holidays, () => text('holidays', 'closed on', 'holidays')),
          ...given(holidays?.country, (country) => text('country', 'public holidays of', country)),
          ...given(holidays?.region, (region) => text('region', 'region', region)),
          ...given(holidays?.extraDates, (dates) => names('extraDates', 'also closed on', dates, 'no date')),
          ...given(holidays?.excludeDates, (dates) => names('excludeDates', 'open all the same on', dates, 'no date')),
        ],
        source: calendar,
        list: { key: 'calendars/list', where: 'List of calendars', firstMatch: false },
      };
    }),
  ];
}
