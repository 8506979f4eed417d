import { describe, expect, it } from '@jest/globals';
import { defaultAgreement, defaultAgreementYaml } from '../document/default-agreement.ts';
import { parseAgreement } from '../document/parse-agreement.ts';
import { diffAgreements } from './diff-agreements.ts';
import { sentences } from './sentences.ts';

function edited(...changes: [string, string][]) {
  const text = changes.reduce((yaml, [from, to]) => yaml.replace(from, () => to), defaultAgreementYaml);
  const parsed = parseAgreement(text);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.document;
}

describe('the agreement in words', () => {
  it('says what changes, and nothing when nothing does', () => {
    expect(diffAgreements(defaultAgreement, defaultAgreement)).toEqual([]);
    const next = edited(
      ['event: webinar_attended, points: 6', 'event: webinar_attended, points: 12, decay: { halfLifeDays: 14 }'],
      ['P0: { firstTouchMinutes: 15', 'P0: { firstTouchMinutes: 5'],
    );
    expect(diffAgreements(defaultAgreement, next)).toEqual([
      'Attended a webinar: points 6 → 12; decay half life days 14 (new)',
      'Sla: priorities P0 first touch minutes 15 → 5',
    ]);
  });

  it('reads as sentences', () => {
    const bySection = new Map(sentences(defaultAgreement).map((each) => [each.section, each.sentences]));
    expect(bySection.get('engagement')).toContain(
      'Looked at the prices: 6 points; counts once a day; counts twice a week; half-life 14 days.',
    );
    expect(bySection.get('sla')?.[0]).toBe(
      'P0: first touch within 15 minutes, an answer within 4 hours, then Six calls and four mails in 12 days; untouched, it goes to somebody else after 30 minutes.',
    );
    expect([...bySection.keys()]).toContain('nurture');
  });
});
