import { describe, expect, it } from '@jest/globals';
import { ScoringStory } from '../../scoring-story.ts';
import { attemptedOf } from './attempted.ts';

const START = '2026-03-02T10:00:00.000Z';
const YEARS_AGO = '2024-03-02T10:00:00.000Z';

async function after(...deals: readonly ('won' | 'lost')[]) {
  const story = await new ScoringStory(START).is();
  for (const [n, outcome] of deals.entries()) await story.deal(outcome, { dealId: `d${n}`, occurredAt: YEARS_AGO });
  return attemptedOf(ScoringStory.leadId, await story.lead());
}

describe('what came of a lead', () => {
  it('is nothing yet where nobody tried', async () => {
    expect(await after()).toMatchObject({ qualified: false, accepted: false, outcome: null });
  });

  it('counts the deals of a history that was imported, which no cycle of ours had begun', async () => {
    expect(await after('lost')).toMatchObject({ qualified: false, outcome: 'lost' });
    expect(await after('lost', 'won')).toMatchObject({ qualified: false, accepted: true, outcome: 'won' });
  });
});
