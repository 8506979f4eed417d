import { expect, test } from '@jest/globals';
import { eventsFrom, eventsTo } from '@smarketing/contracts';
import * as contracts from '@smarketing/contracts';
import { sla } from './service.ts';
import { SlaStory, inForceOf } from './sla-story.ts';

test('it reacts to exactly the events addressed to it, and has one timer', () => {
  const types = sla.reactors.flatMap((reactor) => (reactor.kind === 'event' ? reactor.on.map(({ type }) => type) : []));
  expect(types.toSorted()).toEqual(
    eventsTo('sla')
      .map(({ type }) => type)
      .toSorted(),
  );
  expect(sla.reactors.filter(({ kind }) => kind === 'timer').map(({ name }) => name)).toEqual(['when-clock-due']);
});

test('a whole life says everything that is expected of it', () => {
  const agreed = inForceOf();
  const story = new SlaStory('2026-03-25T09:00:00.000Z', agreed).routed().until('2026-03-25T09:30:00Z').rerouted();
  story.until('2026-03-25T09:35:00Z').touch({ occurredAt: '2026-03-25T09:10:00Z' });
  story.answer({ answer: 'rejected' }).answer().until('2026-06-25T09:00:00Z');
  const expected = eventsFrom('sla').map(({ type }) => type.replace(/^smarketing\.(.*)\.v1$/, '$1'));
  expect([...new Set(story.order)].toSorted()).toEqual(expected.toSorted());
});

test('what concerns nobody’s assignment is remembered in silence', () => {
  const story = new SlaStory('2026-03-25T09:00:00.000Z', inForceOf());
  story.receive(contracts.profileChanged, { version: 1, ids: {}, profile: {} }).touch().deal('opened');
  expect([story.said, story.timerMs]).toEqual([[], null]);
});
