import { DIGITS, FIT, HAND_RAISER, MOST_ENGAGEMENT, MOST_PER_RULE, POINTS, QUALIFYING_LETTERS } from './rules.ts';

/** Clocks that do not run out while a test lasts. */
const LONG_MINUTES = 100_000;

/** An agreement without surprises: points that do not decay, one rule that qualifies, one pool of everybody, round the clock. */
export function plainAgreement(firstTouchMinutes = LONG_MINUTES): string {
  const [top, middle] = FIT;
  const engagement = Object.entries(POINTS).map(
    ([event, points]) =>
      `        - { id: ${event}, label: ${event}, event: ${event}, points: ${points}, occurrences: { max: ${MOST_PER_RULE}, per: ever } }`,
  );
  const promise = `{ firstTouchMinutes: ${firstTouchMinutes}, answerMinutes: ${LONG_MINUTES}, plan: nothing, reminders: [], escalateAt: 1, rerouteAt: null }`;
  return `
title: The agreement of the fault tests
timeZone: UTC
fit:
  cap: 50
  thresholds: { A: ${top.points}, B: ${middle.points}, C: 15 }
  knownDimensionsForFullGrade: 0
  dimensions:
    - id: size
      label: Company size
      fields: [headcount]
      rules:
        - { id: large, label: Large, points: ${top.points}, when: { field: headcount, op: gte, value: ${top.from} } }
        - { id: middle, label: Middle, points: ${middle.points}, when: { field: headcount, op: gte, value: ${middle.from} } }
        - { id: small, label: Small, points: ${FIT[2].points}, when: { field: headcount, op: gte, value: 0 } }
engagement:
  cap: ${MOST_ENGAGEMENT}
  thresholds: { ${DIGITS.map(({ from, digit }) => `'${digit}': ${from}`).join(', ')} }
  hysteresis: 0
  groups:
    - id: all
      label: Everything
      cap: 1000
      # Nothing is taken off before ten years have passed.
      decay: { linear: { percent: 1, everyDays: 3660 } }
      rules:
${engagement.join('\n')}
intent:
  signals:
    - { id: hand, label: raised a hand, event: ${HAND_RAISER}, withinDays: 3660 }
  handRaisers: [hand]
qualification:
  freshnessDays: 3660
  rules:
    - { id: hand-raised, label: A hand raised, when: { handRaised: true, fit: [${QUALIFYING_LETTERS.join(', ')}] }, outcome: P0 }
routing:
  pools:
    - { id: everybody, label: Everybody, members: all, openLeadCap: 1000000, dailyCap: 1000000 }
  catchAll: everybody
sla:
  callsNeedConsent: false
  priorities:
    P0: ${promise}
    P1: ${promise}
    P2: ${promise}
    P3: ${promise}
  plans:
    - { id: nothing, label: No attempts, calls: [], mails: [], stopOn: [] }
  marketing:
    volume: { min: 0.8, max: 1.2 }
    acceptance: { target: 0.8, fromSecondQuarter: 0.9 }
    completeness: 0.9
    dataFixMinutes: 960
    contentRequestMinutes: 2400
nurture:
  tracks:
    - { id: quiet, label: Nothing is sent, steps: [] }
  defaultTrack: quiet
  sunsetAfterDays: 3660
  wakeOn: { newPoints: 1000, withSignals: 20 }
calendars:
  default: always
  callHours: ['00:00', '24:00']
  list:
    - id: always
      label: Round the clock
      spec:
        timeZone: UTC
        windows:
${['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => `          ${day}: [['00:00', '24:00']]`).join('\n')}
`;
}
