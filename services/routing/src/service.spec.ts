import { expect, test } from '@jest/globals';
import { ReactorTable } from '@smarketing/messaging';
import { routing } from './service.ts';

test('the reactors of routing are those that the flow asks for', () => {
  expect(() => new ReactorTable(routing.name, routing.reactors)).not.toThrow();
});
