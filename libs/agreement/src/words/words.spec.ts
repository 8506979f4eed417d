import { describe, expect, it } from '@jest/globals';
import { defaultAgreement, defaultAgreementYaml } from '../document/default-agreement.ts';
import { parseAgreement } from '../document/parse-agreement.ts';
import { diffAgreements } from './diff-agreements.ts';
import { sentences } from './sentences.ts';

function edited(...changes: [string, string][]) {
  const text = changes.reduce((yaml, [from, to]) => {
    if (!yaml.includes(from)) throw new Error(`The default agreement has no "${from}".`);
    return yaml.replace(from, () => to);
  }, defaultAgreementYaml);
  const parsed = parseAgreement(text);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.document;
}

const changed = (...changes: [string, string][]) => diffAgreements(defaultAgreement, edited(...changes));

const PRICING_TWICE = '          - { signal: pricing-visit, times: 2, withinDays: 7 }\n';
const TRIAL_RULE = `    - id: trial-good-fit
      label: A trial started, and the fit is A or B
      when: { fit: [A, B], anyOf: [{ signal: trial }] }
      outcome: P1
`;
const FAIR_HAND_RULE = `    - id: hand-fair-fit
      label: A hand raised, and the fit is C
      when: { handRaised: true, fit: [C] }
      outcome: P1
`;

describe('what changes, in words', () => {
  it('is nothing where nothing changes', () => {
    expect(diffAgreements(defaultAgreement, defaultAgreement)).toEqual([]);
  });

  it.each<[string, [string, string][], string[]]>([
    [
      'points and half-life',
      [['event: webinar_attended, points: 6', 'event: webinar_attended, points: 12, decay: { halfLifeDays: 14 }']],
      ['Attended a webinar: 6 → 12 points; half-life 45 → 14 days'],
    ],
    [
      'a promise',
      [['P0: { firstTouchMinutes: 15', 'P0: { firstTouchMinutes: 5']],
      ['P0: first touch within 15 → 5 minutes'],
    ],
    [
      'a promise in another unit',
      [['P0: { firstTouchMinutes: 15', 'P0: { firstTouchMinutes: 60']],
      ['P0: first touch within 15 minutes → 1 hour'],
    ],
    [
      "a group's half-life, once",
      [['decay: { halfLifeDays: 45 }', 'decay: { halfLifeDays: 30 }']],
      ['Group Events: half-life 45 → 30 days'],
    ],
    ['one day', [['sunsetAfterDays: 365', 'sunsetAfterDays: 1']], ['Nurture: and after 365 → 1 day']],
    [
      'a condition',
      [['{ field: headcount, op: between, value: [10, 49] }', '{ field: headcount, op: lt, value: 50 }']],
      ['10 to 49 people: when headcount is between 10 and 49 → headcount is below 50'],
    ],
    [
      'evidence that is no longer asked for',
      [[PRICING_TWICE, '']],
      [
        'A or B with digit 1 or 2, and prices twice in 7 days, a reply, or three people of the account in 14 days: any of: looked at the prices twice in 7 days, replied to a mail once in 30 days, 3 people of the account in 14 days → replied to a mail once in 30 days, 3 people of the account in 14 days',
      ],
    ],
    ['a rule that goes', [[TRIAL_RULE, '']], ['A trial started, and the fit is A or B: gone']],
    [
      'a rule that comes before another',
      [
        [
          TRIAL_RULE,
          TRIAL_RULE +
            TRIAL_RULE.replace('trial-good-fit', 'chat')
              .replace('A trial started, and the fit is A or B', 'Replied')
              .replace('signal: trial', 'signal: reply'),
        ],
      ],
      [
        'Replied: new, before "A or B with digit 1 or 2, and prices twice in 7 days, a reply, or three people of the account in 14 days"; P1; fit A, B; any of: replied to a mail once in 30 days',
      ],
    ],
    [
      'the order of what is matched first',
      [[FAIR_HAND_RULE + TRIAL_RULE, TRIAL_RULE + FAIR_HAND_RULE]],
      [
        expect.stringMatching(
          /^Qualification: the first that holds decides, and the order is now "A hand raised, and the fit is A, B or unknown", "A trial started, and the fit is A or B", "A hand raised, and the fit is C", .*; it was /,
        ) as unknown as string,
      ],
    ],
    [
      'a name',
      [['label: Attended a webinar', 'label: Watched a webinar']],
      ['Attended a webinar: called "Watched a webinar" from now on'],
    ],
    [
      'an id',
      [['id: webinar-attended', 'id: webinar-seen']],
      ['Attended a webinar: id webinar-attended → webinar-seen'],
    ],
    [
      'a track',
      [
        [
          '{ field: contractEnd, offsetDays: -90, otherwiseAfterDays: 270 }',
          '{ field: contractEnd, offsetDays: -120, otherwiseAfterDays: 270 }',
        ],
      ],
      ['Track Bought from a competitor: wakes 90 → 120 days before the date stated'],
    ],
    [
      'a goal',
      [['period: quarter,\n      target: null', 'period: quarter,\n      target: 900000,\n      unit: €']],
      ['Qualified pipeline: not yet agreed → 900,000 "€"'],
    ],
    [
      'a working window',
      [["mon: [['09:00', '17:00']]", "mon: [['09:00', '12:00'], ['13:00', '18:00']]"]],
      ['Office hours: Monday 09:00–17:00 → 09:00–12:00, 13:00–18:00'],
    ],
    [
      'the ladder',
      [['ladder: enforce', 'ladder: watch']],
      [
        'The agreement: the product enforces: it assigns, reminds, escalates and nurtures, and its clocks re-route → watches: it reads and measures, changes nothing and contacts nobody',
      ],
    ],
  ])('says %s', (_what, edits, lines) => {
    expect(changed(...edits)).toEqual(lines);
  });
});

describe('the agreement as sentences', () => {
  const bySection = new Map(sentences(defaultAgreement).map((each) => [each.section, each.sentences]));

  it('has every section', () => {
    expect([...bySection.keys()]).toEqual([
      ...[
        'agreement',
        'glossary',
        'goodLead',
        'personas',
        'exclusions',
        'fit',
        'engagement',
        'intent',
        'qualification',
      ],
      ...['routing', 'sla', 'reasons', 'nurture', 'goals', 'calendars'],
    ]);
  });

  it.each([
    [
      'engagement',
      'Looked at the prices: 6 points; for pricing_viewed; counts once a day and twice a week; half-life 14 days; in the group Web.',
    ],
    [
      'sla',
      'P0: first touch within 15 minutes; an answer within 4 hours; plan "Six calls and four mails in 12 days"; reminders at 50 %, 80 %; the manager is told at 100 %; untouched, it goes to somebody else at 200 %.',
    ],
    ['exclusions', 'Is a customer already: no lead when relationship is "customer"; goes to their account manager.'],
    [
      'reasons',
      'Reason Unable to reach: recycles after contact; only when the attempt plan is done; goes to the track "Cold drip".',
    ],
    [
      'nurture',
      'Track Waits for the right time: entered by "Not now"; wakes 14 days before the date stated; as date; without such a date after 90 days.',
    ],
  ])('says of %s: %s', (section, sentence) => {
    expect(bySection.get(section)).toContain(sentence);
  });
});
