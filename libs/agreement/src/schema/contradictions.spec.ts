import { describe, expect, it } from '@jest/globals';
import { problemsAfter } from '../document/edited-fixtures.ts';

type Edit = [from: string, to: string];

const P1 = 'P1: {\n        firstTouchMinutes: 120,';
const UNIQUE = 'called on content alone';

/** A further model whose downloads reach digit 2, which the first one's do not. */
const EAGER_MODEL = `models:
  - id: eager
    label: Eager
    fit:
      thresholds: { A: 3, B: 2, C: 1 }
      knownDimensionsForFullGrade: 0
      dimensions:
        - { id: any, label: Any, fields: [email], rules: [{ id: any, label: Any, points: 3, when: { field: email, op: exists } }] }
    engagement:
      thresholds: { '1': 30, '2': 20, '3': 5 }
      groups:
        - id: reading
          label: Reading
          cap: 40
          decay: { halfLifeDays: 30 }
          rules: [{ id: reads, label: Reads, event: content_downloaded, points: 5 }]
`;

const PEOPLE_ONLY: Edit = [
  `          - { signal: pricing-visit, times: 2, withinDays: 7 }
          - { signal: reply }
`,
  '',
];

describe('calling people on content alone', () => {
  it.each<[string, Edit[]]>([
    [
      'by a rule without intent',
      [['digits: [1, 2], intent: false }\n      outcome: P3', 'digits: [1, 2], intent: false }\n      outcome: P2']],
    ],
    [
      'by a rule that asks for nothing',
      [
        [
          'when: { fit: [A], digits: [1, 2], intent: false }\n      outcome: P3',
          'when: { fit: [A] }\n      outcome: P2',
        ],
      ],
    ],
    [
      'by a signal that is a download',
      [['label: looked at the prices, event: pricing_viewed', 'label: reads, event: content_downloaded']],
    ],
    [
      'by a signal that may be a download',
      [
        [
          'label: looked at the prices, event: pricing_viewed',
          'label: reads, event: [pricing_viewed, content_downloaded]',
        ],
      ],
    ],
    [
      'by a signal that is any form, also the one before a download',
      [['label: looked at the prices, event: pricing_viewed', 'label: fills in a form, event: form_submitted']],
    ],
    [
      'by a raised hand that is a click',
      [
        [
          '{ id: demo, label: asked for a demo, event: demo_requested }',
          '{ id: demo, label: clicked, event: email_clicked }',
        ],
      ],
    ],
    ['by a plan that has calls now', [['calls: []', 'calls: [{ day: 0 }]']]],
    ['by several people at any digit', [PEOPLE_ONLY, ['        digits: [1, 2]\n        anyOf', '        anyOf']]],
    ['by several people at a digit that downloads reach', [PEOPLE_ONLY, ['cap: 11', 'cap: 12']]],
    ['by several people in a further model', [PEOPLE_ONLY, ['models: []\n', EAGER_MODEL]]],
  ])('is refused: %s', (_how, edits) => {
    const messages = problemsAfter(...edits).problems.map(({ message }) => message);
    expect(messages).toContainEqual(expect.stringContaining(UNIQUE));
    expect(messages.filter((message) => !message.includes(UNIQUE))).toEqual([]);
  });

  it.each<[string, Edit[]]>([
    ['where several people have a digit beyond downloads', [PEOPLE_ONLY]],
    [
      'where the rule is not meant for the model whose downloads reach it',
      [
        PEOPLE_ONLY,
        ['models: []\n', EAGER_MODEL],
        ['        fit: [A, B]\n        digits', '        models: [default]\n        fit: [A, B]\n        digits'],
      ],
    ],
    ['where the plan has no calls', []],
  ])('is not suspected %s', (_where, edits) => {
    expect(problemsAfter(...edits).problems).toEqual([]);
  });
});

describe('what contradicts itself', () => {
  it.each<[Edit, string, string]>([
    [
      ['rules: [industry-target, industry-adjacent]', 'rules: [industry-targets]'],
      'goodLead.1.rules.0',
      'there is no rule or signal "industry-targets" (did you mean "industry-target"?)',
    ],
    [
      ['          points: 8\n', '          personas: [operations-leads]\n          points: 8\n'],
      'fit.dimensions.4.rules.0.personas.0',
      'there is no persona "operations-leads" (did you mean "operations-lead"?)',
    ],
    [
      ['handRaisers: [demo, contact-request]', 'handRaisers: [demos]'],
      'intent.handRaisers.0',
      'there is no signal "demos" (did you mean "demo"?)',
    ],
    [['plan: plan-2', 'plan: quick'], 'sla.priorities.P2.plan', 'there is no plan "quick"'],
    [
      ['defaultTrack: long-cycle', 'defaultTrack: longcycle'],
      'nurture.defaultTrack',
      'there is no track "longcycle" (did you mean "long-cycle"?)',
    ],
    [
      ['entry: [unable-to-reach]', 'entry: [unreachable]'],
      'nurture.tracks.5.entry.0',
      'there is no reason "unreachable"',
    ],
    [['default: office', 'default: home'], 'calendars.default', 'there is no calendar "home"'],
    [
      ['reasons: [wrong-owner, duplicate', 'reasons: [wrong-owners, duplicate'],
      'routing.turnBack.reasons.0',
      'there is no reason "wrong-owners" (did you mean "wrong-owner"?)',
    ],
    [
      ['reasons: [wrong-owner, duplicate', 'reasons: [timing, duplicate'],
      'routing.turnBack.reasons.0',
      'only a rejection gives the turn back, and "timing" is none',
    ],
    [
      ['event: trial_started, points: 15', 'event: trail_started, points: 15'],
      'engagement.groups.4.rules.2.event',
      'there is no event "trail_started" in the catalogue (did you mean "trial_started"?)',
    ],
    [
      ['thresholds: { A: 35', 'thresholds: { A: 51'],
      'fit.thresholds.A',
      'grade A begins at 51 points, but fit can never be more than 50',
    ],
    [
      ["thresholds: { '1': 25", "thresholds: { '1': 51"],
      'engagement.thresholds.1',
      'digit 1 begins at 51 points, but under the caps engagement can never be more than 50',
    ],
    [
      ['knownDimensionsForFullGrade: 3', 'knownDimensionsForFullGrade: 6'],
      'fit.knownDimensionsForFullGrade',
      'every grade would stay provisional: 6 dimensions must be known, and there are 5',
    ],
    [
      ['cap: 6\n', 'cap: 0.5\n'],
      'engagement.groups.3.rules.0.points',
      'rule "email-click" has 1 points, but the group "email" is capped at 0.5',
    ],
    [
      ['{ field: headcount, op: between, value: [1001, 5000] }', '{ field: headcount, op: gte, value: 10 }'],
      'fit.dimensions.0.rules.2',
      'rule "size-small" can never match: wherever it would, "size-large" before it matches already',
    ],
    [
      ['when: { handRaised: true, fit: [A, B, unknown] }', 'when: { handRaised: true }'],
      'qualification.rules.1',
      'rule "hand-fair-fit" can never match: wherever it would, "hand-good-fit" before it matches already',
    ],
    [
      ['digits: [1, 2], intent: false', 'digits: [1, 2], handRaised: true, intent: false'],
      'qualification.rules.4.when',
      'rule "interest-without-intent" can never match: a raised hand is an intent signal',
    ],
    [
      ['handRaisers: [demo, contact-request]', 'handRaisers: []'],
      'qualification.rules.0.when',
      'rule "hand-good-fit" can never match: no signal is a raised hand',
    ],
    [
      ['firstTouchMinutes: 480 # 1 business day', 'firstTouchMinutes: 5000'],
      'qualification.rules.5.firstTouchMinutes',
      'the answer of P3 would be due after 1440 minutes, before the first touch',
    ],
    [
      [
        '  rules: []\n',
        '  rules: [{ id: all, label: All, pool: sales }, { id: de, label: DE, priorities: [P0], pool: sales }]\n',
      ],
      'routing.rules.1',
      'routing rule "de" can never match: wherever it would, "all" before it matches already',
    ],
    [
      ['  rules: []\n', '  rules: [{ id: de, label: DE, territory: dach, pool: sales }]\n'],
      'routing.rules.0.territory',
      'there is no territory "dach"',
    ],
    [
      ['policy: routeNow', 'policy: wait, pool: sales'],
      'routing.everybodyAway.pool',
      'nobody falls back on a pool when the policy is wait: leave it out',
    ],
    [['policy: routeNow', 'policy: fallBack'], 'routing.everybodyAway', 'to fall back, name the pool to fall back on'],
    [
      ['reminders: [0.5, 0.8]', 'reminders: [0.8, 0.5]'],
      'sla.priorities.P0.reminders.1',
      'reminders come one after the other: put the lower first',
    ],
    [
      ['escalateAt: 1, rerouteAt: 2', 'escalateAt: 0.6, rerouteAt: 2'],
      'sla.priorities.P0.escalateAt',
      'the manager would be told before the last reminder',
    ],
    [
      ['escalateAt: 1, rerouteAt: 2', 'escalateAt: 3, rerouteAt: 2'],
      'sla.priorities.P0.rerouteAt',
      'the lead would go to somebody else before the manager is told',
    ],
    [
      ['firstTouchMinutes: 15, answerMinutes: 240', 'firstTouchMinutes: 15, answerMinutes: 10'],
      'sla.priorities.P0.answerMinutes',
      'an answer would be due after 10 minutes, before the first touch after 15',
    ],
    [
      [P1, P1.replace('120', '5')],
      'sla.priorities.P1.firstTouchMinutes',
      'P1 would be touched sooner than P0, which is more pressing',
    ],
    [
      ['calls: [{ day: 0 }, { day: 2 }', 'calls: [{ day: 2 }, { day: 0 }'],
      'sla.plans.1.calls.1',
      'each call must be due after the one before it, which is due on day 2',
    ],
    [['volume: { min: 0.8', 'volume: { min: 1.8'], 'sla.marketing.volume', 'the least must not lie above the most'],
    [
      ['target: 0.8, fromSecondQuarter: 0.9', 'target: 0.8, fromSecondQuarter: 0.7'],
      'sla.marketing.acceptance',
      'the acceptance from the second quarter on must not lie below that of the first',
    ],
    [
      ['    kind: recycle\n    needsPlanDone: true', '    kind: reject\n    needsPlanDone: true'],
      'reasons.5.needsPlanDone',
      '"unable-to-reach" rejects a lead before any contact, and cannot ask for a plan that was done',
    ],
    [
      ['entry: [no-authority]', 'entry: [no-authority, timing]'],
      'nurture.tracks.6.entry.1',
      'the reason "timing" leads to the track "timing" already',
    ],
    [
      ['wakeAt: { otherwiseAfterDays: 60 }', 'wakeAt: { offsetDays: -5, otherwiseAfterDays: 60 }'],
      'nurture.tracks.3.wakeAt.offsetDays',
      'days from which date? Name its field',
    ],
    [
      ['{ mails: 4, perDays: 30 }', '{ mails: 4, perDays: 7 }'],
      'nurture.limits.1',
      'there is a limit for 7 days already',
    ],
    [
      ['target: null, variablePayShare: 0 }', 'target: null, variablePayShare: 0.2 }'],
      'goals.2.variablePayShare',
      'pay cannot hang on "Win rate", which has no target yet',
    ],
    [
      ['target: null, variablePayShare: 0 }', 'target: 20, variablePayShare: 1.2 }'],
      'goals.2.variablePayShare',
      'must be at most 1',
    ],
    [
      ["          fri: [['09:00', '17:00']]", "          fri: [['09:00', '17:00']]\n        holidays: { country: XX }"],
      'calendars.list.0.spec.holidays.country',
      'unknown country "XX": use its ISO code in capitals, such as DE',
    ],
    [
      ['op: in, value: [staff, employee, own-staff]', 'op: exists'],
      'exclusions.1',
      'exclusion "competitor" can never match: wherever it would, "own-staff" before it matches already',
    ],
    [
      ['decay: { halfLifeDays: 45 }', 'decay: { halfLifeDays: -45 }'],
      'engagement.groups.1.decay.halfLifeDays',
      'must be above 0',
    ],
    [
      ['- id: demo-request', '- id: constructor'],
      'engagement.groups.4.rules.0.id',
      '"constructor" cannot be the id of a rule: programs use that name',
    ],
  ])('%j', (edit, path, message) => {
    const { problems } = problemsAfter(edit);
    const problem = problems.find((each) => each.path === path);
    expect(problem?.message ?? problems).toBe(message);
    expect(problem?.line).toBeGreaterThan(0);
  });
});
