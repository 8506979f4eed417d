import { describe, expect, it } from '@jest/globals';
import { askedToTell, begin, heardAll, noRebuild, take, toldPage } from './lane-rebuild.ts';

const begun = begin(noRebuild, 'b', ['sla', 'routing'], 1_000)!;

describe('a lane that is built again', () => {
  it('begins a replay once, and none that is older than what it runs or has done', () => {
    expect(begun.running).toEqual({ id: 'b', startedAtMs: 1_000, taken: 0, waitingFor: ['sla', 'routing'] });
    expect(begin(begun, 'b', ['sla'], 2_000)).toBeNull();
    expect(begin(begun, 'a', ['sla'], 2_000)).toBeNull();
    expect(begin(begun, 'c', ['sla'], 2_000)?.running?.id).toBe('c');
    const done = heardAll(heardAll(begun, 'b', 'sla', 2_000), 'b', 'routing', 3_000);
    expect(begin(done, 'b', ['sla'], 4_000)).toBeNull();
    expect(begin(done, 'a', ['sla'], 4_000)).toBeNull();
  });

  it('is done when all have told all, each once or more often', () => {
    const half = heardAll(take(take(begun)), 'b', 'sla', 2_000);
    expect(half.running).toMatchObject({ taken: 2, waitingFor: ['routing'] });
    expect(heardAll(half, 'b', 'sla', 2_500)).toEqual(half);
    const done = heardAll(half, 'b', 'routing', 3_000);
    expect(done).toEqual({
      running: null,
      finished: { id: 'b', startedAtMs: 1_000, taken: 2, finishedAtMs: 3_000 },
      retellings: [],
    });
    expect(take(done)).toBe(done);
  });

  it('hears nothing in what was told for an earlier replay', () => {
    const again = begin(heardAll(begun, 'b', 'sla', 2_000), 'c', ['sla', 'routing'], 3_000)!;
    expect(heardAll(heardAll(again, 'b', 'sla', 4_000), 'b', 'routing', 4_000)).toBe(again);
  });
});

describe('a lane that tells again', () => {
  it('goes on where it stood, page by page, until nothing is left', () => {
    const asked = askedToTell(noRebuild, 'b', 'console');
    const first = toldPage(asked, asked.retellings[0]!, 200, 'place');
    expect(first.retellings).toEqual([{ id: 'b', for: 'console', after: 'place', told: 200 }]);
    const second = toldPage(first, first.retellings[0]!, 10, null);
    expect(second.retellings).toEqual([]);
  });

  it('tells one service after the other, and begins anew for one that asks again', () => {
    const both = askedToTell(askedToTell(noRebuild, 'b', 'console'), 'b', 'scoring');
    const going = toldPage(both, both.retellings[0]!, 200, 'place');
    expect(askedToTell(going, 'c', 'console').retellings).toEqual([
      { id: 'b', for: 'scoring', after: null, told: 0 },
      { id: 'c', for: 'console', after: null, told: 0 },
    ]);
  });
});
