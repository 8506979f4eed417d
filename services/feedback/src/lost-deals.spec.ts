import { describe, expect, test } from '@jest/globals';
import { FeedbackStory } from './feedback-story.ts';

/** Qualified and routed on Monday, 2 March 2026; the next thing happens a week later. */
const worked = (): FeedbackStory => new FeedbackStory().qualified().routed().days(7);

const enrolment = (story: FeedbackStory) => story.heard('lead.enrolled').at(-1)?.data;

describe('a lost deal', () => {
  test('gives the lead back: newer evidence only, a cool-off, and the track of its reason', () => {
    const story = worked().dealLost('competitor', { competitor: 'Babbage', contractEnd: '2027-03-31' });
    expect(story.heard('lead.recycled').map(({ data }) => data)).toEqual([
      {
        ...{ rung: 'enforce', act: true },
        cycleId: 'c1',
        reason: 'competitor',
        track: 'competitor',
        at: '2026-03-09T09:00:00.000Z',
        evidenceFrom: '2026-03-09T09:00:00.000Z',
        coolOffUntil: '2026-03-23T09:00:00.000Z',
      },
    ]);
    // 90 days before the last of March is New Year's Eve, which begins at 23:00 UTC in Berlin's winter.
    expect(enrolment(story)).toMatchObject({
      ...{ track: 'competitor', reason: 'competitor', cycleId: 'c1', wakeAt: '2026-12-30T23:00:00.000Z' },
    });
  });

  test.each([
    ['competitor', {}, '2026-12-04T09:00:00.000Z'],
    ['competitor', { contractEnd: 'soon' }, '2026-12-04T09:00:00.000Z'],
    ['competitor', { contractEnd: '2025-12-31' }, '2026-12-04T09:00:00.000Z'],
    ['competitor', { contractEnd: '2026-04-01' }, '2026-03-23T09:00:00.000Z'],
    ['budget', { fact: '2027-01-01' }, '2026-12-01T23:00:00.000Z'],
    ['budget', {}, '2026-09-05T09:00:00.000Z'],
    ['timing', { properties: { date: '2026-07-01' } }, '2026-06-16T22:00:00.000Z'],
    ['timing', { fact: 'unknown' }, '2026-06-07T09:00:00.000Z'],
    ['no-decision', {}, '2026-05-08T09:00:00.000Z'],
    ['product-gap', { fact: 'single sign-on' }, '2026-09-05T09:00:00.000Z'],
  ])('for %s with %j wakes at %s', (reason, deal, wakeAtIso) => {
    const story = worked().dealLost(reason, deal);
    expect(enrolment(story)).toMatchObject({ track: reason, wakeAt: wakeAtIso });
    expect(story.timerMs).toBe(Date.parse(wakeAtIso));
    story.until(wakeAtIso);
    expect(story.heard('nurture.step_due').map(({ data }) => [data['kind'], data['step']])).toEqual([['wake', 1]]);
  });

  test.each([[undefined], ['the dog ate it']])('for the reason %s goes to the default track', (reason) => {
    const story = worked().dealLost(reason);
    expect(story.news()).toEqual(['lead.recycled long-cycle', 'lead.enrolled long-cycle']);
  });

  test('for want of need is a newsletter of 180 days and no recycling', () => {
    const story = worked().dealLost('no-need');
    expect(story.heard('lead.enrolled', 'lead.recycled').map(({ data }) => [data['track'], data['wakeAt']])).toEqual([
      ['newsletter', '2026-09-05T09:00:00.000Z'],
    ]);
  });

  test('of somebody who wants no contact starts nothing, and nothing starts later', () => {
    const story = worked().dealLost('do-not-contact');
    expect(story.days(20).engaged().scored('nurture', 'A2').news()).toEqual([]);
    expect(story.consent(true).news()).toEqual(['lead.enrolled long-cycle']);
  });

  test('takes over from the track that the lead was on', () => {
    const story = new FeedbackStory().engaged().scored('nurture').qualified().routed();
    story.news();
    expect(story.dealLost('budget').news()).toEqual([
      'lead.recycled budget',
      'nurture.exited long-cycle superseded',
      'lead.enrolled budget',
    ]);
  });

  test('that sales opened by itself is recycled under an id made of the deal', () => {
    const story = new FeedbackStory().dealOpened().days(3).dealLost('budget');
    expect(story.news()).toEqual(['lead.recycled budget', 'lead.enrolled budget']);
    expect(story.lead.cycles).toMatchObject([{ startedAtMs: null, ended: { outcome: 'lost' } }]);
  });

  test('of which nobody heard before is campaigned for, and recycles nothing', () => {
    expect(new FeedbackStory().dealLost('budget').news()).toEqual(['lead.enrolled budget']);
  });

  test('after another one of the same cycle was won does not give the customer’s cycle back', () => {
    const story = worked().dealWon({ dealId: 'first' }).days(2).dealLost('budget');
    expect(story.news()).toEqual(['lead.enrolled budget']);
  });

  test('whose cycle is heard of later recycles it then, and enrols nobody twice', () => {
    const story = new FeedbackStory();
    const before = story.daysAgo(1);
    story.dealLost('budget').news();
    expect(story.qualified('c1', before).routed().news()).toEqual(['lead.recycled budget']);
  });

  test('does not end a cycle that began after it', () => {
    const story = new FeedbackStory().dealLost('budget').days(1).qualified().routed();
    expect(story.news()).toEqual(['lead.enrolled budget', 'nurture.paused budget with-sales']);
  });

  test('is history when it lies too far back: its cycle ends, and nothing starts', () => {
    const story = worked();
    expect(
      story
        .days(40)
        .dealLost('budget', { occurredAt: story.daysAgo(31) })
        .news(),
    ).toEqual([]);
    expect(story.lead.cycles[0]?.ended).toMatchObject({ outcome: 'lost', reason: 'budget' });
  });

  test('that was won after all, as an earlier statement turns out to say, stays lost', () => {
    const story = worked().dealLost('budget');
    story.news();
    expect(story.dealWon({ occurredAt: story.daysAgo(1) }).news()).toEqual([]);
    expect(story.days(1).dealWon().news()).toEqual(['nurture.exited budget won']);
  });

  test('that is opened again ends the campaign', () => {
    const story = worked().dealLost('timing');
    story.news();
    expect(story.days(1).dealOpened().news()).toEqual(['nurture.exited timing deal']);
  });

  test('is not undone by an opening that is only told late', () => {
    const story = worked().dealLost('timing');
    story.news();
    expect(story.dealOpened({ occurredAt: story.daysAgo(3) }).news()).toEqual([]);
  });
});

describe('an answer that gives the lead back', () => {
  test('recycles it into the track of its reason', () => {
    const story = worked().answered('recycled', 'timing', { fact: '2026-07-01' });
    expect(story.news()).toEqual(['lead.recycled timing', 'lead.enrolled timing']);
  });

  test('counts from when it was given, not from when it was judged', () => {
    const story = worked();
    story.answered('recycled', 'unable-to-reach', { occurredAt: story.daysAgo(2) });
    expect(story.heard('lead.recycled')[0]?.data).toMatchObject({
      ...{ evidenceFrom: '2026-03-07T09:00:00.000Z', coolOffUntil: '2026-03-21T09:00:00.000Z', track: 'cold-drip' },
    });
  });

  test('may come before the qualification that it ends', () => {
    const story = new FeedbackStory().answered('recycled', 'no-decision').qualified().routed();
    expect(story.news()).toEqual(['lead.recycled no-decision', 'lead.enrolled no-decision']);
  });

  test('and a deal lost for the same reason a moment later are both said, the later one holding', () => {
    const story = worked().answered('recycled', 'budget').days(1).dealLost('competitor');
    expect(story.news()).toEqual([
      'lead.recycled budget',
      'lead.enrolled budget',
      'lead.recycled competitor',
      'nurture.exited budget superseded',
      'lead.enrolled competitor',
    ]);
    expect(story.answered('recycled', 'timing', { occurredAt: story.daysAgo(1) }).news()).toEqual([]);
  });

  test('the drip goes on: six mails three weeks apart, then quarterly, until its sunset', () => {
    const story = worked().answered('recycled', 'unable-to-reach').days(400);
    const days = story
      .heard('nurture.step_due')
      .map(({ at }) => Math.round((Date.parse(at) - Date.parse('2026-03-09T09:00:00Z')) / 86_400_000));
    expect(days).toEqual([21, 42, 63, 84, 105, 126, 217, 308]);
    expect(story.news().at(-1)).toBe('nurture.exited cold-drip sunset');
  });

  test('a new cycle pauses the track again', () => {
    const story = worked().answered('recycled', 'timing').days(30);
    story.news();
    expect(story.qualified('c2').routed('c2').news()).toEqual(['nurture.paused timing with-sales']);
  });
});
