import { expect, it } from '@jest/globals';
import { ReactorTable } from '@smarketing/messaging';
import { scoring } from './service.ts';

it('reacts to exactly what the flow sends it', () => {
  expect(() => new ReactorTable('scoring', scoring.reactors)).not.toThrow();
});
