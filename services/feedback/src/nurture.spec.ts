import { describe, expect, test } from '@jest/globals';
import * as contracts from '@smarketing/contracts';
import fc from 'fast-check';
import { FeedbackStory, inForceOf } from './feedback-story.ts';

describe('a lead that is engaged and that no rule qualifies', () => {
  test('is enrolled once in the default track, which has no waking of its own', () => {
    const story = new FeedbackStory().engaged().scored('nurture');
    expect(story.heard('lead.enrolled').map(({ data }) => data)).toMatchObject([
      { track: 'long-cycle', reason: 'nurture', wakeAt: null, resumed: false, at: '2026-03-02T09:00:00.000Z' },
    ]);
    expect(story.engaged().scored('nurture', 'B2').heard('lead.enrolled')).toHaveLength(1);
  });

  test('is enrolled whichever of score and engagement comes first', () => {
    expect(new FeedbackStory().scored('nurture').engaged().news()).toEqual(['lead.enrolled long-cycle']);
  });

  test.each([
    ['hardly engaged', 'nurture', 'B4'],
    ['disqualified by its profile', 'nurture', 'X'],
    ['held for another reason', 'held', 'B2'],
  ] as const)('is left alone when it is %s', (_, outcome, grade) => {
    expect(new FeedbackStory().engaged().scored(outcome, grade).news()).toEqual([]);
  });

  test('is enrolled once somebody can be reached: a browser alone has no address', () => {
    const browser = { version: 1, ids: { anonymousId: 'b1' }, profile: {} };
    const story = new FeedbackStory().receive(contracts.profileChanged, browser).engaged().scored('nurture');
    expect(story.news()).toEqual([]);
    story.receive(contracts.profileChanged, { ...browser, version: 2, ids: { anonymousId: 'b1', email: 'a@b.test' } });
    expect(story.news()).toEqual(['lead.enrolled long-cycle']);
  });

  test('waits for what the person said in the same breath: it may be that they want no mail', () => {
    const form = { type: 'form_submitted', toldVersion: 2 };
    const person = { version: 1, ids: { email: 'a@b.test' }, profile: {} };
    const story = new FeedbackStory().engaged(form).scored('nurture').receive(contracts.profileChanged, person);
    expect(story.news()).toEqual([]);
    expect(story.consent(false, 2).news()).toEqual([]);
    const willing = new FeedbackStory().engaged(form).scored('nurture').receive(contracts.profileChanged, person);
    expect(willing.consent(true, 2).news()).toEqual(['lead.enrolled long-cycle']);
  });

  test('is left alone when what it did is history', () => {
    const story = new FeedbackStory();
    expect(
      story
        .engaged({ occurredAt: story.daysAgo(31) })
        .scored('nurture')
        .news(),
    ).toEqual([]);
    expect(story.engaged({ occurredAt: story.daysAgo(29) }).news()).toEqual(['lead.enrolled long-cycle']);
  });

  test('is left alone when it wants no mail, and leaves the track when it says so later', () => {
    expect(new FeedbackStory().consent(false).engaged().scored('nurture').news()).toEqual([]);
    const story = new FeedbackStory().engaged().scored('nurture');
    story.news();
    expect(story.consent(false).news()).toEqual(['nurture.exited long-cycle opt-out']);
    expect(story.timerMs).toBeNull();
  });

  test('comes back after it allowed mail again only by doing something new', () => {
    const story = new FeedbackStory().engaged().scored('nurture').consent(false).days(1).consent(true);
    story.news();
    expect(story.days(1).engaged().news()).toEqual(['lead.enrolled long-cycle']);
  });

  test('is mailed at the pace of its buyer stage', () => {
    const story = new FeedbackStory().engaged().scored('nurture').days(22);
    expect(story.heard('nurture.step_due').map(({ at, data }) => [at, data['step'], data['kind']])).toEqual([
      ['2026-03-23T09:00:00.000Z', 1, 'mail'],
    ]);
    story.scored('nurture', 'B2', 'deciding').days(14);
    expect(story.heard('nurture.step_due').map(({ at }) => at.slice(0, 10))).toEqual([
      '2026-03-23',
      '2026-03-30',
      '2026-04-06',
    ]);
  });

  test('leaves the track after twelve months', () => {
    const story = new FeedbackStory().engaged().scored('nurture').days(366);
    expect(story.news().at(-1)).toBe('nurture.exited long-cycle sunset');
    expect(story.scored('nurture').news()).toEqual([]);
  });
});

describe('while sales works the lead', () => {
  const nurtured = (): FeedbackStory => {
    const story = new FeedbackStory().engaged().scored('nurture').days(3).qualified().routed();
    expect(story.news()).toEqual(['lead.enrolled long-cycle', 'nurture.paused long-cycle with-sales']);
    return story;
  };

  test('marketing keeps still', () => {
    const story = nurtured();
    expect(story.timerMs).toBeNull();
    expect(story.days(100).answered('accepted').routed().news()).toEqual([]);
  });

  test('and does so whether the qualification or the routing comes first', () => {
    const story = new FeedbackStory().engaged().scored('nurture').routed().qualified();
    expect(story.news()).toEqual(['lead.enrolled long-cycle', 'nurture.paused long-cycle with-sales']);
  });

  test('nobody is enrolled', () => {
    expect(new FeedbackStory().qualified().engaged().scored('nurture').news()).toEqual([]);
  });

  test('an open deal ends the track', () => {
    expect(nurtured().dealOpened().news()).toEqual(['nurture.exited long-cycle deal']);
  });

  test('a won deal ends the track, and a customer is not nurtured again', () => {
    const story = nurtured().dealWon();
    expect(story.news()).toEqual(['nurture.exited long-cycle won']);
    expect(story.days(1).engaged().scored('nurture', 'A2').news()).toEqual([]);
  });

  test.each(['wrong-owner', 'bad-data'])('the answer %s changes nothing: sales goes on with it', (reason) => {
    expect(nurtured().answered('rejected', reason).news()).toEqual([]);
  });

  test('a rejection that ends the cycle lets the track go on, a whole step later', () => {
    const story = nurtured().days(30).answered('rejected', 'outside-definition');
    expect(story.heard('lead.enrolled').map(({ data }) => data)).toMatchObject([
      { track: 'long-cycle', resumed: true },
    ]);
    expect(story.timerMs).toBe(Date.parse(story.now) + 21 * 86_400_000);
  });

  test('somebody who is no buyer leaves the track', () => {
    expect(nurtured().answered('rejected', 'not-a-buyer').news()).toEqual(['nurture.exited long-cycle disqualified']);
  });
});

describe('the limits on mails', () => {
  const weekly = inForceOf(({ nurture }) => ({
    nurture: {
      ...nurture,
      tracks: [
        ...nurture.tracks.filter(({ id }) => id !== 'long-cycle'),
        {
          id: 'long-cycle',
          label: 'Daily',
          entry: [],
          steps: [],
          paceByStage: { aware: 1, considering: 1, deciding: 1 },
        },
      ],
    },
  }));

  test('hold back what a track would send too early', () => {
    const story = new FeedbackStory('2026-03-02T09:00:00Z', weekly).engaged().scored('nurture').days(45);
    const days = story.heard('nurture.step_due').map(({ at }) => at.slice(5, 10));
    expect(days).toEqual(['03-03', '03-10', '03-17', '03-24', '04-02', '04-09', '04-16']);
  });

  test('hold over all that happens to a lead: tracks that follow each other, pauses, outages', () => {
    const happenings = fc.array(
      fc.record({ days: fc.integer({ min: 0, max: 25 }), what: fc.constantFrom('engage', 'lose', 'cycle', 'stall') }),
      { maxLength: 25 },
    );
    fc.assert(
      fc.property(happenings, (list) => {
        const story = new FeedbackStory('2026-03-02T09:00:00Z', weekly).engaged().scored('nurture');
        list.forEach(({ days, what }, index) => {
          if (what === 'stall') story.stalledUntil(Date.parse(story.now) + days * 86_400_000);
          else story.days(days);
          if (what === 'engage') story.engaged().scored('nurture');
          if (what === 'cycle') story.qualified(`c${index}`).routed(`c${index}`);
          if (what === 'lose') story.dealLost(['budget', 'unable-to-reach', undefined][index % 3]);
        });
        const mails = story
          .days(60)
          .heard('nurture.step_due')
          .filter(({ data }) => data['kind'] === 'mail');
        const atMs = mails.map(({ at }) => Date.parse(at));
        for (const [index, at] of atMs.entries()) {
          expect(at - (atMs[index - 1] ?? -Infinity)).toBeGreaterThanOrEqual(7 * 86_400_000);
          expect(at - (atMs[index - 4] ?? -Infinity)).toBeGreaterThanOrEqual(30 * 86_400_000);
        }
      }),
      { numRuns: 60 },
    );
  });
});
