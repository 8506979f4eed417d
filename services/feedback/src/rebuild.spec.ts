import { expect, test } from '@jest/globals';
import * as contracts from '@smarketing/contracts';
import type { CloudEvent } from '@smarketing/contracts';
import { FeedbackStory } from './feedback-story.ts';

const nurtured = (): FeedbackStory => {
  const story = new FeedbackStory().engaged().scored('nurture');
  story.news();
  return story;
};

const optOut = (story: FeedbackStory): CloudEvent => ({
  ...{ specversion: '1.0', id: 'opt-out', source: 'test', type: contracts.consentChanged.type },
  ...{ subject: FeedbackStory.leadId, time: story.now },
  data: { version: 9, consent: [{ channel: 'email', purpose: 'marketing', granted: false, at: story.now }] },
});

test('who opts out during a rebuild gets no mail meanwhile, and leaves the track when it is done', () => {
  const story = nurtured().forget().consent(false);
  expect(story.days(60).news()).toEqual([]);
  expect(story.rebuilt().news()).toEqual(['nurture.exited long-cycle opt-out']);
  expect(story.days(400).news()).toEqual([]);
});

test('an opt-out of which the retelling came first is followed all the same', () => {
  const story = nurtured();
  const event = optOut(story);
  story.forget().retold(event).rebuilt();
  expect(story.news()).toEqual([]);
  expect(story.hear(event).news()).toEqual(['nurture.exited long-cycle opt-out']);
});

test('what sales gives back during a rebuild is recycled once, when it is done', () => {
  const story = new FeedbackStory().qualified().routed().days(7).forget();
  story.answered('recycled', 'timing', { fact: '2026-07-01' }).dealLost('timing');
  expect(story.news()).toEqual([]);
  // That the cycle was routed is told again after it was given back.
  story.qualified().routed();
  expect(story.rebuilt().news()).toEqual(['lead.recycled timing', 'lead.enrolled timing']);
  expect(story.lead.postponed).toBeNull();
});

test('what an event after the rebuild finds waiting comes first', () => {
  const story = new FeedbackStory().qualified().routed().forget().answered('recycled', 'budget');
  story.rebuilding = false;
  expect(story.consent(false).news()).toEqual(['lead.recycled budget']);
  expect(story.timerMs).toBeNull();
});

test('an older end of a deal is no news because the newer one was forgotten', () => {
  const story = new FeedbackStory().qualified().routed().days(7);
  const won = { eventId: 'won', occurredAt: story.now };
  story.dealWon(won).forget();
  story.dealLost('budget', { eventId: 'lost', occurredAt: story.daysAgo(1) }).dealWon(won);
  expect(story.rebuilt().news()).toEqual([]);
});

test('a step that falls due during a rebuild is told when it is done, one at a time', () => {
  const story = new FeedbackStory().qualified().routed().days(1).answered('recycled', 'unable-to-reach').forget();
  story.scored('none');
  story.news();
  expect(story.days(30).news()).toEqual([]);
  expect(story.rebuilt().news()).toEqual(['nurture.step_due cold-drip mail']);
});
