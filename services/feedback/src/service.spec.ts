import { expect, test } from '@jest/globals';
import { eventsFrom } from '@smarketing/contracts';
import { ReactorTable } from '@smarketing/messaging';
import { FeedbackStory } from './feedback-story.ts';
import { feedback } from './service.ts';

test('its reactors are those of the flow, and it has one timer', () => {
  expect(() => new ReactorTable('feedback', feedback.reactors)).not.toThrow();
  expect(feedback.reactors.filter(({ kind }) => kind === 'timer').map(({ name }) => name)).toEqual([
    'when-nurture-step-due',
  ]);
});

test('a whole life says everything that is expected of it', () => {
  const story = new FeedbackStory().engaged().scored('nurture').days(21).qualified().routed().answered('accepted');
  story.days(10).dealOpened().days(30).dealLost('competitor', { contractEnd: '2026-12-31' });
  const expected = eventsFrom('feedback').map(({ type }) => type.replace(/^smarketing\.(.*)\.v1$/, '$1'));
  expect([...new Set(story.said.map(({ type }) => type))].toSorted()).toEqual(expected.toSorted());
});
