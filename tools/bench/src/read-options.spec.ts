import { expect, it } from '@jest/globals';
import { readOptions } from './read-options.ts';

const read = (...args: string[]) => readOptions(args, ['rules', 'cost']);

it('wants all cases unless told', () => {
  expect(read().only).toEqual(['rules', 'cost']);
  expect(read('--only', 'cost,rules').only).toEqual(['cost', 'rules']);
  expect(read('--only=cost', '--leads=12', '--quick')).toMatchObject({ only: ['cost'], leads: 12, quick: true });
});

it.each([
  [['--only', 'rules,cots'], 'There is no case "cots": there are rules, cost.'],
  [['--only', ''], 'There is no case ""'],
  [['--leads', 'many'], '"many" is no number of leads.'],
  [['--leads', '0'], '"0" is no number of leads.'],
  [['--quick', '--record'], 'mean little'],
  [['--quick', '--check'], 'mean little'],
  [['--record', '--check'], 'Either'],
  [['--fast'], '--fast'],
])('refuses %j', (args, reason) => {
  expect(() => read(...args)).toThrow(reason);
});
