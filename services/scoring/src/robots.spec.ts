import { describe, expect, it } from '@jest/globals';
import { explainLead } from './domain/explain-lead.ts';
import { unknown } from './domain/prediction/predict.ts';
import { ScoringStory } from './scoring-story.ts';

const START = '2026-03-02T10:00:00.000Z';
const at = (seconds: number): string => new Date(Date.parse(START) + seconds * 1_000).toISOString();
const ofMail = (link: string, more: Readonly<Record<string, boolean>> = {}) => ({
  properties: { messageId: 'm1', link, ...more },
});

async function explained(story: ScoringStory) {
  const lead = await story.lead();
  const asked = { leadId: ScoringStory.leadId, atMs: Date.parse(story.now) };
  const evidence = await story.store.evidence(asked.leadId, asked.atMs);
  const answer = explainLead(lead, evidence, asked, story.inForce, unknown('not asked', ''))!;
  const { engagement, machineSignals, words } = answer;
  return { engagement, machineSignals, robots: words.filter((line) => line.includes('robot')) };
}

/** Seconds after the start of the story, what happened, and how it is told. */
async function lived(...acts: readonly (readonly [number, string, string, Readonly<Record<string, boolean>>?])[]) {
  const story = await new ScoringStory(START).is();
  await story.until(at(3_600));
  for (const [seconds, type, link, more] of acts)
    await story.did(type, { ...ofMail(link, more), occurredAt: at(seconds) });
  return story.until(at(3_700));
}

describe('robots', () => {
  it('weigh nothing: a click three seconds after the mail has arrived', async () => {
    const story = await lived([0, 'email_delivered', ''], [3, 'email_clicked', 'a']);
    expect(await explained(story)).toEqual({
      engagement: 0,
      machineSignals: 1,
      robots: ['One signal of a robot weighs nothing.'],
    });
    expect((await story.lead()).tallies.models).toEqual({});
  });

  it('are told from the person who clicks a minute later', async () => {
    const story = await lived([0, 'email_delivered', ''], [3, 'email_clicked', 'a'], [60, 'email_clicked', 'a']);
    expect(await explained(story)).toMatchObject({ engagement: 1, machineSignals: 1 });
  });

  it('lose what they had scored when it shows that they were none: the delivery is told late', async () => {
    const story = await lived([3, 'email_clicked', 'a']);
    expect((await explained(story)).engagement).toBe(1);
    await story.did('email_delivered', { ...ofMail(''), occurredAt: at(0) });
    await story.until(at(3_800));
    expect(await explained(story)).toMatchObject({ engagement: 0, machineSignals: 1 });
    expect(await story.lead()).toMatchObject({ pending: null, tallies: { models: {}, rebuild: false } });
  });

  it('take a whole mail with them by a hidden link, also out of the content that the hand-off tells', async () => {
    const story = await new ScoringStory(START).is();
    await story.until(at(3_600));
    const visit = { ...ofMail('a'), occurredAt: at(65), asset: { id: 'guide', title: 'Guide' } };
    await story.did('email_clicked', { ...ofMail('a'), occurredAt: at(60) });
    await story.did('content_downloaded', visit);
    expect((await story.lead()).content).toHaveLength(1);
    await story.did('email_clicked', { ...ofMail('h', { hiddenLink: true }), occurredAt: at(61) });
    await story.until(at(3_700));
    expect(await explained(story)).toMatchObject({ engagement: 0, machineSignals: 3 });
    expect(await story.lead()).toMatchObject({ content: [], firstSource: null, tallies: { models: {} } });
  });

  it('that fetch everything in one batch are found as well', async () => {
    const story = await new ScoringStory(START).is();
    const clicks = ['a', 'b', 'c'].map((link, n) =>
      story.engagement('email_clicked', { ...ofMail(link), occurredAt: at(-100 + n / 2), eventId: `c-${link}` }),
    );
    await story.receive(...clicks);
    await story.until(at(100));
    expect(await explained(story)).toMatchObject({ engagement: 0, machineSignals: 3 });
  });
});
