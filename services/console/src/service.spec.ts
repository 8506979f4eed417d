import { expect, test } from '@jest/globals';
import { eventsTo } from '@smarketing/contracts';
import { ReactorTable } from '@smarketing/messaging';
import { topicsRead } from './domain/readers.ts';
import { consoleService } from './service.ts';

test('it reacts to exactly the events addressed to it', () => {
  const types = consoleService.reactors.flatMap((reactor) =>
    reactor.kind === 'event' ? reactor.on.map(({ type }) => type) : [],
  );
  expect(types.toSorted()).toEqual(
    eventsTo('console')
      .map(({ type }) => type)
      .toSorted(),
  );
});

test('the topics whose lag is shown are those that its runner reads', () => {
  const { topics } = new ReactorTable('console', consoleService.reactors);
  expect(topics.toSorted()).toEqual(topicsRead('console').toSorted());
});

test('a service that only publishes follows its own topics', () => {
  expect(topicsRead('agreement')).toEqual(new ReactorTable('agreement', []).topics);
});
