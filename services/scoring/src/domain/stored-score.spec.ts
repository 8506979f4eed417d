import { expect, it } from '@jest/globals';
import { newLeadScore } from './lead-score.ts';
import { completed } from './stored-score.ts';

it('reads a lead of an earlier version of the service: it had heard all that it knew, and forgotten nothing', () => {
  const { heard: _heard, generation: _generation, ...known } = newLeadScore();
  const { pressure: _pressure, contributed: _contributed, account: _account, ...older } = known;
  expect(completed(older)).toEqual(newLeadScore());
  expect(completed({ ...older, profile: { version: 4, fields: {} } }).heard).toMatchObject({ profile: 4, consent: -1 });
});
