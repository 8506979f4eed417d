import { describe, expect, it } from '@jest/globals';
import * as contracts from '@smarketing/contracts';
import type { DataOf, leadQualified } from '@smarketing/contracts';
import { GOOD_PROFILE, ScoringStory, inForceOf } from './scoring-story.ts';

const DAY_MS = 86_400_000;
const START = '2026-03-02T10:00:00.000Z';
const after = (days: number): string => new Date(Date.parse(START) + days * DAY_MS).toISOString();

/** Prices on two days, by somebody who fits: P2. */
async function interested(story = new ScoringStory(START)): Promise<ScoringStory> {
  await story.is();
  await story.did('pricing_viewed');
  await story.until(after(1));
  await story.did('pricing_viewed');
  return story;
}

type Qualified = DataOf<typeof leadQualified>;
const qualifications = (story: ScoringStory) => story.heard('lead.qualified').map(({ data }) => data as Qualified);
const outcomes = (story: ScoringStory) => story.heard('lead.scored').map(({ data }) => data['outcome']);

describe('what qualifies a lead', () => {
  it('nurtures a reader who only downloads, however much', async () => {
    const story = await new ScoringStory(START).is();
    for (let day = 1; day <= 25; day++) {
      await story.until(after(day));
      await story.did('content_downloaded', { asset: { id: `guide-${day}`, title: `Guide ${day}` } });
    }
    expect(qualifications(story)).toEqual([]);
    expect(story.heard('lead.scored').at(-1)?.data).toMatchObject({ outcome: 'nurture', grade: 'A3' });
  });

  it('judges nobody before it has heard who they are, and then by what they had done', async () => {
    const story = new ScoringStory(START);
    await story.did('demo_requested', { toldVersion: 1 });
    expect(story.said).toEqual([]);
    expect(story.timerMs).toBeNull();
    await story.is();
    expect(qualifications(story)).toMatchObject([{ grade: 'A2', priority: 'P0', provisional: false }]);
  });

  it('judges nobody before it has heard that they object, where they said so in the same breath', async () => {
    const story = new ScoringStory(START);
    await story.did('demo_requested', { toldVersion: 2 });
    await story.is(GOOD_PROFILE, 1);
    expect(story.said).toEqual([]);
    const consent = [{ channel: 'any' as const, purpose: 'profiling' as const, granted: false, at: START }];
    await story.receive(story.event(contracts.consentChanged, { version: 2, consent }));
    expect(story.heard('lead.scored').at(-1)?.data).toMatchObject({ grade: 'X', because: 'objected' });
    expect(qualifications(story)).toEqual([]);
  });

  it('qualifies two visits to the prices by somebody who fits, with all that the next services need to know', async () => {
    const content = [
      {
        id: 'guide',
        revision: 1,
        title: 'Late deliveries',
        topic: 'delivery',
        pain: 'late',
        stage: 'considering' as const,
      },
    ];
    const story = new ScoringStory(START, inForceOf(undefined, { content }));
    await story.did('content_downloaded', {
      asset: { id: 'guide', title: 'guide.pdf' },
      campaign: { source: 'newsletter', name: 'spring' },
      properties: { need: 'shorter lead times', currentSupplier: 'Babbage & Co', dwellSeconds: 90 },
    });
    await interested(story);

    const [qualified, ...more] = qualifications(story);
    expect(more).toEqual([]);
    expect(qualified).toMatchObject({
      ...{ model: 'default', grade: 'A2', provisional: false, cycleNumber: 1, origin: 'marketing' },
      ...{ priority: 'P2', rule: 'interest-with-intent', firstTouchMinutes: 480 },
      dossier: {
        content: [
          {
            ...{ assetId: 'guide', title: 'Late deliveries', topic: 'delivery', pain: 'late', stage: 'considering' },
            ...{ occurredAt: START, dwellSeconds: 90 },
          },
        ],
        intent: [{ signal: 'pricing-visit', label: 'looked at the prices', occurredAt: after(1) }],
        ...{ stage: 'considering', missingFields: ['lastName', 'company'] },
        statedNeeds: { need: 'shorter lead times', currentSupplier: 'Babbage & Co' },
        profile: { firstName: 'Ada' },
        ...{ campaign: { source: 'newsletter', name: 'spring' }, firstSource: 'newsletter' },
      },
    });
    const hundredths = qualified?.dossier.entries.map(({ points }) => Math.round(points * 100)) ?? [];
    expect(hundredths.reduce((sum, each) => sum + each, 0)).toBe(Math.round((qualified?.score ?? 0) * 100));
    expect(qualified?.dossier.criteria.map(({ met }) => met)).toEqual(['yes', 'yes', 'yes', 'yes', 'yes', 'no']);
    expect(story.heard('lead.scored').at(-1)?.data).toMatchObject({ outcome: 'qualified', grade: 'A2' });
  });

  it('qualifies by a profile that comes after the interest', async () => {
    const story = new ScoringStory(START);
    await story.did('demo_requested');
    expect(qualifications(story)).toMatchObject([{ priority: 'P0', provisional: true }]);
    const later = new ScoringStory(START);
    await later.is({ headcount: 5, industry: 'mining', country: 'DE' });
    await later.did('trial_started');
    expect(qualifications(later)).toEqual([]);
    await later.is(undefined, 2);
    expect(qualifications(later)).toMatchObject([{ priority: 'P1', rule: 'trial-good-fit' }]);
  });

  it('takes a signal while sales works the lead as news, not as another qualification', async () => {
    const story = await interested();
    await story.did('demo_requested');
    expect(qualifications(story)).toHaveLength(1);
    expect(outcomes(story).at(-1)).toBe('qualified');
    expect((await story.lead()).cycles).toHaveLength(1);
  });

  it('sends an excluded person elsewhere, raised hand or not', async () => {
    const story = await new ScoringStory(START).is({ relationship: 'customer' });
    await story.did('demo_requested');
    expect(qualifications(story)).toEqual([]);
    expect(story.heard('lead.scored').at(-1)?.data).toMatchObject({
      outcome: 'excluded',
      reason: 'Is a customer already: goes to their account manager',
    });
  });

  it('holds history: evidence further back than the agreement looks starts nothing', async () => {
    const story = await new ScoringStory(START).is();
    const occurredAt = story.ago(31 * DAY_MS);
    await story.did('demo_requested', { occurredAt });
    expect(qualifications(story)).toEqual([]);
    expect(story.heard('lead.scored').at(-1)?.data).toMatchObject({
      outcome: 'held',
      because: 'stale',
      reason: 'The newest evidence is older than 30 days',
    });
  });

  it('counts the same event once, in one batch or in two', async () => {
    const story = await new ScoringStory(START).is();
    const visit = story.engagement('pricing_viewed', { eventId: 'one' });
    const before = (await story.receive(visit, visit)).said.length;
    const lead = await story.lead();
    await story.receive(visit);
    expect(story.said).toHaveLength(before);
    expect(await story.lead()).toEqual(lead);
    expect(lead.tallies.signals['pricing-visit']).toHaveLength(1);
  });

  it('scores a late event at its own time', async () => {
    const story = await new ScoringStory(START).is();
    await story.did('pricing_viewed');
    const onTime = (await story.lead()).tallies;
    await story.did('webinar_attended', { occurredAt: story.ago(45 * DAY_MS), asset: { id: 'w' } });
    const { standings } = await story.lead();
    expect(standings['default']).toMatchObject({ grade: 'A3' });
    expect((await story.lead()).tallies.newestAt).toBe(onTime.newestAt);
  });

  it('believes no clock that runs ahead', async () => {
    const story = await new ScoringStory(START).is();
    await story.did('pricing_viewed', { occurredAt: after(400), receivedAt: after(399) });
    expect((await story.lead()).tallies.newestAt).toBe(Date.parse(START));
  });

  it('keeps what robots do as evidence that weighs nothing', async () => {
    const story = await new ScoringStory(START).is();
    const said = story.said.length;
    await story.did('pricing_viewed', { machine: true, asset: { id: 'x' } });
    expect(story.said).toHaveLength(said);
    expect((await story.lead()).content).toEqual([]);
    expect(await story.store.evidence(ScoringStory.leadId, Date.parse(START))).toHaveLength(1);
  });
});

describe('several models', () => {
  const inForce = inForceOf(({ fit, engagement }) => ({
    models: [
      {
        id: 'enterprise',
        label: 'Enterprise',
        fit,
        engagement: { ...engagement, cap: 20, thresholds: { '1': 18, '2': 12, '3': 5 } },
      },
    ],
  }));

  it('open one cycle by the best; the others are held for it', async () => {
    const story = new ScoringStory(START, inForce);
    await story.is();
    await story.did('demo_requested', { eventId: 'a' });
    await story.did('pricing_viewed');
    expect(qualifications(story).map(({ model }) => model)).toEqual(['default']);
    expect((await story.lead()).standings).toMatchObject({
      default: { outcome: 'qualified' },
      enterprise: { outcome: 'held', because: 'better-model' },
    });
  });
});

describe('nominations', () => {
  it('bring sales a lead that the definition did not, with calls and behind those who asked', async () => {
    const story = await new ScoringStory(START).is();
    await story.nominated('met at the fair');
    expect(qualifications(story)).toMatchObject([
      { origin: 'sales', priority: 'P2', rule: 'nomination', reason: 'Nominated by sales: met at the fair' },
    ]);
    await story.nominated('again');
    expect(qualifications(story)).toHaveLength(1);
  });

  it('take the priority of the agreement where it qualifies anyway, and keep to the exclusions', async () => {
    const excluded = await new ScoringStory(START).is({ relationship: 'competitor' });
    await excluded.nominated();
    expect(qualifications(excluded)).toEqual([]);
    expect((await excluded.lead()).nomination).toBeNull();
  });
});

describe('an objection to profiling', () => {
  it('stops the scoring, and its withdrawal starts it again', async () => {
    const { consentChanged } = await import('@smarketing/contracts');
    const story = await new ScoringStory(START).is();
    const say = (version: number, granted: boolean, at: string) =>
      story.receive(
        story.event(consentChanged, { version, consent: [{ channel: 'any', purpose: 'profiling', granted, at }] }),
      );
    await say(1, false, START);
    await story.did('demo_requested');
    expect(qualifications(story)).toEqual([]);
    expect(story.heard('lead.scored').at(-1)?.data).toMatchObject({
      ...{ outcome: 'none', because: 'objected', score: 0, grade: 'X' },
      reason: 'Objected to profiling: nothing is scored',
    });
    await story.until(after(1));
    await say(2, true, after(1));
    expect(qualifications(story)).toMatchObject([{ priority: 'P0' }]);
  });
});
