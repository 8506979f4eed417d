import { describe, expect, it } from '@jest/globals';
import { compileAgreement } from '../compile/compile-agreement.ts';
import { defaultAgreement } from '../document/default-agreement.ts';
import { judgeCriteria } from './judge-criteria.ts';
import { foldEvidence } from './add-evidence.ts';
import { scoreAt } from './score-at.ts';
import { scoreFit } from './score-fit.ts';

const ada = { headcount: 200, industry: 'Software', country: 'GB', title: 'VP Operations' };

function fitWithCap(cap: number) {
  const document = { ...defaultAgreement, fit: { ...defaultAgreement.fit, cap } };
  return compileAgreement(document, { version: 1, timeZone: 'UTC' }).models.get('default')!.fit;
}

describe('what the person is worth by who they are', () => {
  it('withholds above the cap, and the next person is told of none of it', () => {
    const fit = fitWithCap(20);
    const first = scoreFit(ada, fit);
    expect(first.points).toBe(2000);
    expect(first.entries.reduce((sum, { withheldByCap }) => sum + withheldByCap, 0)).toBe(3000);
    expect(scoreFit(ada, fit)).toEqual(first);
    const [size] = scoreFit({ headcount: 200 }, fit).entries;
    expect(size).toMatchObject({ points: 1500, withheldByCap: 0 });
  });

  it('takes an empty text for unknown, in the grade and in the criteria alike', () => {
    const compiled = compileAgreement(defaultAgreement, { version: 1, timeZone: 'UTC' });
    const profile = { ...ada, industry: '', headcount: null, company: '', email: 'ada@a.example', firstName: 'Ada' };
    const score = scoreAt(foldEvidence([], compiled), profile, compiled, 0);
    expect(score.missingFields).toEqual(['lastName', 'company']);
    const met = new Map(judgeCriteria(score, profile, compiled).map((each) => [each.id, each.met]));
    expect([met.get('right-size'), met.get('right-industry'), met.get('right-place')]).toEqual([
      'unknown',
      'unknown',
      'yes',
    ]);
  });
});
