import { expect, it } from '@jest/globals';
import { compileAgreement, defaultAgreement, foldEvidence } from '@smarketing/agreement';
import { newLeadScore } from './lead-score.ts';
import { completed, packed, type StoredScore } from './stored-score.ts';

it('reads a lead of an earlier version of the service: it had heard all that it knew, and forgotten nothing', () => {
  const { heard: _heard, generation: _generation, ...known } = newLeadScore();
  const { pressure: _pressure, contributed: _contributed, account: _account, ...older } = known;
  expect(completed(older)).toEqual(newLeadScore());
  expect(completed({ ...older, profile: { version: 4, fields: {} } }).heard).toMatchObject({ profile: 4, consent: -1 });
});

it('reads the days of contacts as they were kept before: by their number', () => {
  const touches = [{ eventId: 't', atMs: 1 }];
  const stored = { ...newLeadScore(), pressure: { days: { '20512': [2, 1], '20514': [0, 3] } as const, touches } };
  const days = [
    [20_512, 2, 1],
    [20_514, 0, 3],
  ];
  expect(completed(stored).pressure).toEqual({ days, touches });
});

it('reads tallies as they were kept before, and as they are kept now', () => {
  const event = { id: 'e', type: 'pricing_viewed', occurredAt: 5, receivedAt: 5 };
  const tallies = foldEvidence([event], compileAgreement(defaultAgreement, { version: 3, timeZone: 'Europe/Berlin' }));
  expect(tallies.signals['pricing-visit']).toHaveLength(1);
  const lead = { ...newLeadScore(), tallies };
  expect(completed(lead)).toEqual(lead);
  const row = JSON.stringify(packed(lead));
  expect(row).not.toBe(JSON.stringify(lead));
  expect(completed(JSON.parse(row) as StoredScore)).toEqual(lead);
});
