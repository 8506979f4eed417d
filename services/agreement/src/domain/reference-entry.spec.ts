import { describe, expect, test } from '@jest/globals';
import { referenceEntry } from './reference-entry.ts';
import { repInput } from './reference.ts';

const NOON = Date.parse('2026-11-23T12:00:00Z');
const rep = (body: object, revision = 1) => ({ kind: 'rep' as const, id: 'ada', revision, body: repInput.parse(body) });
const sick = { from: '2026-12-01T00:00:00Z', to: '2026-12-05T00:00:00Z', reason: 'an operation' };

describe('the trail of reference data', () => {
  test('says who added a rep, and as what', () => {
    expect(referenceEntry(null, rep({ name: 'Ada', pools: [{ pool: 'sales', weight: 2 }] }), 'olga', NOON)).toEqual({
      ...{ at: '2026-11-23T12:00:00.000Z', by: 'olga', action: 'added', proposalId: null, version: null },
      ...{ about: 'rep', itemId: 'ada' },
      details: ['name: none → "Ada"', 'active: none → yes', 'pools: none → sales (weight 2)'],
    });
  });

  test('says what changed, and nothing else', () => {
    const { action, details } = referenceEntry(
      rep({ name: 'Ada', openLeadCap: 25 }),
      rep({ name: 'Ada', openLeadCap: 10, active: false, languages: ['en'] }, 2),
      'olga',
      NOON,
    );
    expect(action).toBe('changed');
    expect(details).toEqual(['active: yes → no', 'open leads at most: 25 → 10', 'languages: none → en']);
  });

  test('tells when somebody is absent, and never why', () => {
    const ill = rep({ name: 'Ada', absences: [sick] });
    const [told] = referenceEntry(rep({ name: 'Ada' }), ill, 'olga', NOON).details;
    expect(told).toBe('absences: none → 2026-12-01T00:00:00Z to 2026-12-05T00:00:00Z');
    const well = rep({ name: 'Ada', absences: [{ ...sick, reason: 'a journey' }] });
    expect(referenceEntry(ill, well, 'olga', NOON).details).toEqual(['absences: other details']);
  });
});
