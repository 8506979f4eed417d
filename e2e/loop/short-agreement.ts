import { defaultAgreement, type AgreementDocument } from '@smarketing/agreement';
import { stringify } from 'yaml';

const everyDay = [['00:00', '24:00']] as const;
const roundTheClock = {
  mon: everyDay,
  tue: everyDay,
  wed: everyDay,
  thu: everyDay,
  fri: everyDay,
  sat: everyDay,
  sun: everyDay,
};

/** Seconds in the agreement's minutes. */
const seconds = (count: number): number => count / 60;

/**
 * The default agreement with clocks of seconds instead of hours, round the clock, so that a test can live through a breach:
 * first touch within `firstTouchSeconds`, re-routing at twice that; plans of one call, tracks that begin at once.
 */
export function shortAgreement(firstTouchSeconds: number, ladder: AgreementDocument['ladder'] = 'enforce'): string {
  const document = structuredClone(defaultAgreement) as AgreementDocument;
  const promise = {
    firstTouchMinutes: seconds(firstTouchSeconds),
    answerMinutes: seconds(600),
    plan: 'one-call',
    reminders: [0.5],
    escalateAt: 1,
    rerouteAt: 2,
  };
  return stringify({
    ...document,
    title: 'Clocks of seconds',
    ladder,
    timeZone: 'UTC',
    qualification: {
      ...document.qualification,
      // A rule's own promise would be longer than the test.
      rules: document.qualification.rules.map(({ firstTouchMinutes: _own, ...rule }) => rule),
    },
    sla: {
      ...document.sla,
      callsNeedConsent: false,
      // P3 comes of content alone, and content alone never makes anybody call.
      priorities: { P0: promise, P1: promise, P2: promise, P3: { ...promise, plan: 'one-mail' } },
      plans: [
        {
          id: 'one-call',
          label: 'One call at once',
          calls: [{ day: 0 }],
          mails: [],
          maxVoicemails: 2,
          stopOn: ['reply', 'optOut', 'bounce'],
        },
        {
          id: 'one-mail',
          label: 'One mail at once',
          calls: [],
          mails: [{ day: 0 }],
          maxVoicemails: 0,
          stopOn: ['reply', 'optOut', 'bounce'],
        },
      ],
    },
    nurture: {
      ...document.nurture,
      tracks: document.nurture.tracks.map((track) =>
        track.id === 'long-cycle'
          ? { id: track.id, label: track.label, entry: track.entry, steps: [{ afterDays: 0, kind: 'mail' }] }
          : track,
      ),
    },
    calendars: {
      ...document.calendars,
      callHours: ['00:00', '24:00'],
      list: [{ id: 'office', label: 'Round the clock', spec: { timeZone: 'UTC', windows: roundTheClock } }],
    },
  });
}

/** The default agreement with its office in Berlin, Bavarian holidays included: promises as they ship. */
export function officeAgreement(): string {
  const [office] = defaultAgreement.calendars.list;
  return stringify({
    ...defaultAgreement,
    title: 'An office in Munich',
    timeZone: 'Europe/Berlin',
    calendars: {
      ...defaultAgreement.calendars,
      list: [
        { ...office, spec: { ...office!.spec, timeZone: 'Europe/Berlin', holidays: { country: 'DE', region: 'BY' } } },
      ],
    },
  });
}
