import { describe, expect, it } from '@jest/globals';
import { defaultAgreement, defaultAgreementYaml } from './default-agreement.ts';

const { fit, engagement, qualification, routing, sla, reasons, nurture, calendars } = defaultAgreement;
const DAY = 8 * 60; // business minutes: Monday to Friday, 9 to 17
const HOUR = 60;

const byId = <T extends { id: string }>(list: readonly T[]) => new Map(list.map((each) => [each.id, each]));
const fitRules = byId(fit.dimensions.flatMap(({ rules }) => rules));
const rules = byId(engagement.groups.flatMap((group) => group.rules));
const groups = byId(engagement.groups);
const plans = byId(sla.plans);
const tracks = byId(nurture.tracks);
const reasonOf = new Map(reasons.map((reason) => [reason.code, reason]));

describe('the figures of version 0', () => {
  it.each([
    ['size-ideal', 15],
    ['size-large', 10],
    ['size-small', 5],
    ['industry-target', 10],
    ['industry-adjacent', 5],
    ['country-served', 7],
    ['authority-leads', 10],
    ['authority-manages', 6],
    ['authority-other', 2],
    ['authority-student', -10],
    ['function-persona', 8],
    ['free-mail', -5],
  ])('fit: %s is %d points', (rule, points) => {
    expect(fitRules.get(rule)?.points).toBe(points);
  });

  it('fit: 0…50 with A from 35, B from 25, C from 15, X for a country that is not served, provisional below three of five', () => {
    expect([fit.cap, fit.thresholds, fit.knownDimensionsForFullGrade]).toEqual([50, { A: 35, B: 25, C: 15 }, 3]);
    expect(fit.dimensions.filter(({ countsAsKnown }) => countsAsKnown)).toHaveLength(5);
    expect(fit.disqualifiers.map(({ id }) => id)).toEqual(['country-not-served']);
  });

  it.each([
    ['content', 11, 30],
    ['events', 15, 45],
    ['web', 15, 14],
    ['email', 6, 21],
    ['hand', 30, 30],
  ])('engagement: %s is capped at %d, half-life %d days', (group, cap, halfLifeDays) => {
    expect(groups.get(group)).toMatchObject({ cap, decay: { halfLifeDays } });
  });

  it.each<[string, number, object]>([
    ['download', 4, { perAsset: 'once', occurrences: { max: 2, per: 'week' } }],
    ['case-study', 6, {}],
    ['webinar-registered', 2, {}],
    ['webinar-attended', 6, {}],
    ['booth-talk', 7, {}],
    [
      'pricing',
      6,
      {
        occurrences: [
          { max: 1, per: 'day' },
          { max: 2, per: 'week' },
        ],
      },
    ],
    ['product-page', 1, { occurrences: { max: 3, per: 'day' } }],
    ['careers-page', -5, {}],
    ['email-click', 1, { occurrences: { max: 2, per: 'week' } }],
    ['demo-request', 20, {}],
    ['contact-form', 20, {}],
    ['trial-start', 15, {}],
    ['mail-reply', 12, {}],
    ['chat', 7, {}],
  ])('engagement: %s is %d points', (rule, points, limits) => {
    expect(rules.get(rule)).toMatchObject({ points, ...limits });
  });

  it('engagement: 0…50 with digit 1 from 25, 2 from 12, 3 from 5, hysteresis 2; an open is no rule', () => {
    const { cap, thresholds, hysteresis } = engagement;
    expect([cap, thresholds, hysteresis]).toEqual([50, { '1': 25, '2': 12, '3': 5 }, 2]);
    expect([...rules.values()].flatMap(({ event }) => event)).not.toContain('email_opened');
  });

  it('calendar and routing', () => {
    const office = calendars.list[0]!.spec;
    const nineToFive = [['09:00', '17:00']];
    expect(office.windows).toEqual({
      mon: nineToFive,
      tue: nineToFive,
      wed: nineToFive,
      thu: nineToFive,
      fri: nineToFive,
    });
    expect(office.timeZone).toBe('host');
    expect(routing.pools).toMatchObject([{ members: 'all', openLeadCap: 25, dailyCap: 10, weights: {} }]);
    expect(routing.everybodyAway.policy).toBe('routeNow');
    expect([qualification.freshnessDays, qualification.coolOffDays]).toEqual([30, 14]);
  });

  it.each([
    ['P0', 15, 4 * HOUR, 'plan-1', 2],
    ['P1', 2 * HOUR, DAY, 'plan-1', null],
    ['P2', 8 * HOUR, DAY, 'plan-2', null],
    ['P3', 2 * DAY, 3 * DAY, 'plan-3', null],
  ] as const)(
    '%s: first touch in %d minutes, answer in %d, %s',
    (priority, firstTouchMinutes, answerMinutes, plan, rerouteAt) => {
      const rest = { reminders: [0.5, 0.8], escalateAt: 1, rerouteAt };
      expect(sla.priorities[priority]).toEqual({ firstTouchMinutes, answerMinutes, plan, ...rest });
    },
  );

  it.each([
    ['hand-good-fit', 'P0', { handRaised: true, fit: ['A', 'B', 'unknown'] }],
    ['hand-fair-fit', 'P1', { handRaised: true, fit: ['C'] }],
    ['trial-good-fit', 'P1', { fit: ['A', 'B'] }],
    ['interest-with-intent', 'P2', { fit: ['A', 'B'], digits: [1, 2] }],
    ['interest-without-intent', 'P3', { fit: ['A'], digits: [1, 2], intent: false }],
    ['hand-poor-fit', 'P3', { handRaised: true, fit: ['D'] }],
  ])('%s gives %s', (id, outcome, when) => {
    expect(byId(qualification.rules).get(id)).toMatchObject({ outcome, when });
  });

  it('P2 asks for prices twice in 7 days, a reply, or three people of the account in 14 days; a D is touched in a day', () => {
    expect(byId(qualification.rules).get('interest-with-intent')?.when.anyOf).toMatchObject([
      { signal: 'pricing-visit', times: 2, withinDays: 7 },
      { signal: 'reply', times: 1 },
      { accountPeople: 3, withinDays: 14 },
    ]);
    expect(byId(qualification.rules).get('hand-poor-fit')?.firstTouchMinutes).toBe(DAY);
  });

  it.each<[string, [number, number?][], number[]]>([
    ['plan-1', [[0], [0, 2 * HOUR], [1], [4], [8], [11]], [0, 3, 6, 12]],
    ['plan-2', [[0], [2], [7], [12]], [0, 4, 9, 15]],
    ['plan-3', [], [0, 5, 15]],
  ])('%s has its calls and mails on their days', (id, calls, mails) => {
    const plan = plans.get(id)!;
    expect(plan.calls).toEqual(calls.map(([day, afterMinutes = 0]) => ({ day, afterMinutes })));
    expect(plan.mails.map(({ day }) => day)).toEqual(mails);
    expect(plan.maxVoicemails).toBeLessThanOrEqual(2);
    expect(plan.stopOn).toEqual(['reply', 'optOut', 'bounce']);
  });

  it('marketing owes', () => {
    expect(sla.callsNeedConsent).toBe(true);
    expect(sla.marketing).toEqual({
      volume: { min: 0.8, max: 1.2 },
      acceptance: { target: 0.8, fromSecondQuarter: 0.9 },
      completeness: 0.9,
      dataFixMinutes: 2 * DAY,
      contentRequestMinutes: 5 * DAY,
    });
  });

  it.each<[string, string[], object]>([
    ['wrong-owner', ['person'], { type: 'reroute', fixAfterPerMonth: 5 }],
    ['duplicate', ['lead'], { type: 'proposeMerge' }],
    ['bad-data', ['choice'], { type: 'fixData' }],
    ['outside-definition', ['choice'], { type: 'draftRule', afterCases: 5, orShare: 0.1 }],
    ['not-a-buyer', ['choice'], { type: 'exclude' }],
    ['unable-to-reach', [], { type: 'enrol', track: 'cold-drip' }],
    ['timing', ['date'], { type: 'enrol', track: 'timing' }],
    ['budget', ['date'], { type: 'enrol', track: 'budget' }],
    ['no-need', [], { type: 'newsletter', forDays: 180 }],
    ['no-authority', ['text'], { type: 'personaRule' }],
    ['product-gap', ['text'], { type: 'enrol', track: 'product-gap' }],
    ['competitor', ['text', 'date'], { type: 'enrol', track: 'competitor' }],
    ['no-decision', ['choice'], { type: 'enrol', track: 'no-decision' }],
    ['do-not-contact', [], { type: 'suppress' }],
  ])('the reason %s asks for its fact and does its action', (code, asked, action) => {
    const reason = reasonOf.get(code);
    expect(reason?.asks.map(({ type }) => type)).toEqual(asked);
    expect(reason?.action).toMatchObject(action);
    expect(reason?.needsPlanDone).toBe(code === 'unable-to-reach');
  });

  it('has no other reasons', () => {
    expect(reasons).toHaveLength(14);
  });

  it.each<[string, object]>([
    ['competitor', { wakeAt: { field: 'contractEnd', offsetDays: -90, otherwiseAfterDays: 270 } }],
    ['budget', { wakeAt: { field: 'date', offsetDays: -30, otherwiseAfterDays: 180 } }],
    ['timing', { wakeAt: { field: 'date', offsetDays: -14, otherwiseAfterDays: 90 } }],
    ['no-decision', { wakeAt: { otherwiseAfterDays: 60 } }],
    ['product-gap', { wakeAt: { field: 'releaseDate', offsetDays: 0, otherwiseAfterDays: 180 } }],
    ['cold-drip', { steps: Array.from({ length: 6 }, () => ({ afterDays: 21, kind: 'mail' })), repeatEveryDays: 91 }],
    ['long-cycle', { paceByStage: { aware: 21, considering: 14, deciding: 7 } }],
  ])('the track %s', (id, track) => {
    expect(tracks.get(id)).toMatchObject(track);
  });

  it('tracks: one mail in 7 days and four in 30, none while sales works the lead, sunset after a year, wakes', () => {
    expect(nurture).toMatchObject({
      limits: [
        { mails: 1, perDays: 7 },
        { mails: 4, perDays: 30 },
      ],
      pauseWhileSalesWorks: true,
      exitOn: ['deal', 'optOut', 'disqualified'],
      sunsetAfterDays: 365,
      wakeOn: { handRaised: true, newPoints: 5, withSignals: 1 },
    });
    expect(nurture.tracks).toHaveLength(7);
  });

  it.each<[string, string]>([
    ['points: -10', 'G'],
    ['points: -5', 'G'],
    ['points: 6 #', 'G'],
    ['points: 1 #', 'M'],
    ['P0:', 'O: 5'],
    ['fromSecondQuarter: 0.9', 'F'],
    ['needsPlanDone: true', 'F'],
    ['label: Six calls and four mails', 'counts near V'],
  ])('says the source beside %s: %s', (value, source) => {
    const lines = defaultAgreementYaml.split('\n').filter((line) => line.includes(value));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(new RegExp(`#.*${source}`));
  });
});
