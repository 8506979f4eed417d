import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { falsifications } from './harness/falsify.ts';
import { Run } from './harness/scenario.ts';
import { System } from './harness/system.ts';
import { noFault } from './scenarios/no-fault.ts';

let system: System;
let judged: Awaited<ReturnType<Run['collect']>>['judged'];

beforeAll(async () => {
  system = await System.start('embedded');
  const run = new Run(system, noFault, 'fast', 1);
  ({ judged } = await run.collect([await run.load({ overMs: 0 })]));
}, 180_000);

afterAll(async () => {
  await system?.remove();
}, 60_000);

it('the oracle finds nothing where nothing is wrong', () => {
  expect(judged((observed) => observed)).toEqual({ lost: [], doubled: [], outOfOrder: [], wrong: [], deadLetters: [] });
});

it.each(falsifications)('the oracle notices that $name', ({ is, falsify }) => {
  expect(judged(falsify)[is]).not.toEqual([]);
});
