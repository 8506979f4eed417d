import { describe, expect, it } from '@jest/globals';
import { announced, nextRevision, repInput } from './reference.ts';

describe('reference data', () => {
  it('counts revisions, and knows when nothing changes', () => {
    const body = repInput.parse({ name: 'Ada' });
    const first = nextRevision(null, 'rep', 'ada', body);
    expect(first?.revision).toBe(1);
    expect(nextRevision(first, 'rep', 'ada', repInput.parse({ name: 'Ada' }))).toBeNull();
    expect(nextRevision(first, 'rep', 'ada', repInput.parse({ name: 'Ada', active: false }))?.revision).toBe(2);
  });

  it('announces each revision under an id of its own', () => {
    const body = repInput.parse({ name: 'Ada' });
    const ids = [1, 2].map((revision) => announced({ kind: 'rep', id: 'ada', revision, body }, 0).id);
    expect(new Set(ids).size).toBe(2);
  });

  it('names what is wrong with a rep', () => {
    const parsed = repInput.safeParse({ name: '', pools: [{ pool: 'all', weight: 0 }], nickname: 'A' });
    expect(parsed.error?.issues.map(({ path }) => path.join('.'))).toEqual(['name', 'pools.0.weight', '']);
  });
});
