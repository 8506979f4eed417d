import { describe, expect, it } from '@jest/globals';
import type { Rung } from '@smarketing/agreement';
import { ScoringStory, inForceOf } from './scoring-story.ts';

const DAY_MS = 86_400_000;
const START = '2026-03-02T10:00:00.000Z';
const after = (days: number): string => new Date(Date.parse(START) + days * DAY_MS).toISOString();

/** Somebody asks for a demo, on that rung; evidence stays fresh for thirty days. */
async function asked(rung: Rung): Promise<ScoringStory> {
  const story = await new ScoringStory(
    START,
    inForceOf(() => ({ ladder: rung })),
  ).is();
  return story.did('demo_requested');
}
const origins = (story: ScoringStory) => story.heard('lead.qualified').map(({ data }) => data['origin']);

describe('a cycle that was only proposed', () => {
  it.each([
    ['watch', ['marketing', 'marketing']],
    ['advise', ['marketing', 'marketing']],
    ['assign', ['marketing']],
    ['enforce', ['marketing']],
  ] as const)('is history on %s when the person asks again and it is stale', async (rung, expected) => {
    const story = await (await asked(rung)).until(after(45));
    await story.did('demo_requested');
    expect(origins(story)).toEqual(expected);
    const { cycles, earlier } = await story.lead();
    expect(cycles).toHaveLength(1);
    expect(earlier.map(({ outcome }) => outcome)).toEqual(expected.length === 2 ? ['superseded'] : []);
  });

  it('is news for nobody while it is fresh, or once its answer was an acceptance', async () => {
    const fresh = await (await asked('watch')).until(after(10));
    await fresh.did('demo_requested');
    expect(origins(fresh)).toEqual(['marketing']);
    const accepted = await asked('watch');
    await accepted.answered(await accepted.cycleId(), 'accepted');
    await accepted.until(after(45));
    await accepted.did('demo_requested');
    expect(origins(accepted)).toEqual(['marketing']);
  });

  it('does not keep sales from nominating the lead, nor does a step up alone qualify it anew', async () => {
    const story = await (await asked('watch')).until(after(45));
    story.inForce = inForceOf(() => ({ ladder: 'enforce' }), { version: 1 });
    await story.is(undefined, 2);
    expect(origins(story)).toEqual(['marketing']);
    await story.nominated();
    expect(origins(story)).toEqual(['marketing', 'sales']);
  });
});
