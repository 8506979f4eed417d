import { exclusionOf, scoreFit } from '@smarketing/agreement';
import { expect, test } from '@jest/globals';
import { GOOD_PROFILE, inForceOf } from '../scoring-story.ts';
import { whoTheyAre } from './who-they-are.ts';

const { agreement } = inForceOf();
const { agreement: stricter } = inForceOf(({ fit }) => ({ fit: { ...fit, thresholds: { A: 50, B: 49, C: 48 } } }), {
  version: 1,
});

test('what an agreement makes of a profile is worked out once for each snapshot', () => {
  const profile = { ...GOOD_PROFILE, relationship: 'customer' };
  const who = whoTheyAre(profile, agreement);
  expect(who).toMatchObject({ hasRoleAddress: false, persona: 'operations-lead', company: 'engines.test' });
  expect(who.exclusion).toEqual(exclusionOf(profile, agreement));
  expect(who.exclusion).toMatchObject({ id: 'customer' });
  expect(whoTheyAre(profile, agreement)).toBe(who);
  expect(whoTheyAre({ ...profile, email: 'info@engines.test' }, agreement)).toMatchObject({ hasRoleAddress: true });
});

test('another agreement makes something else of the same profile', () => {
  const profile = { ...GOOD_PROFILE, headcount: 20 };
  const grades = [agreement, stricter, agreement].map((each) => whoTheyAre(profile, each).fits.get('default')?.grade);
  expect(grades).toEqual(['A', 'D', 'A']);
  expect(whoTheyAre(profile, stricter).fits.get('default')).toEqual(
    scoreFit(profile, stricter.models.get('default')!.fit),
  );
});
