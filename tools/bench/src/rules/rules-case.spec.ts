import { describe, expect, it } from '@jest/globals';
import type { Contender } from './contender.ts';
import { jsonLogicEngine } from './json-logic-engine.ts';
import { jsonRulesEngine } from './json-rules-engine.ts';
import { leads, ruleSet, type Facts, type Rule } from './rule-set.ts';
import { smarketing, smarketingInWords } from './smarketing.ts';
import { zenEngine } from './zen-engine.ts';

/** By hand: what each engine must come to. */
const rules: readonly Rule[] = [
  {
    id: 'large',
    kind: 'profile',
    points: 5,
    tests: [
      { field: 'headcount', op: 'gte', value: 100 },
      { field: 'headcount', op: 'lt', value: 500 },
    ],
  },
  {
    id: 'there',
    kind: 'profile',
    points: 3,
    tests: [
      { field: 'country', op: 'in', value: ['DE', 'FR'] },
      { field: 'titleLevel', op: 'eq', value: 'director' },
    ],
  },
  { id: 'asked', kind: 'behaviour', points: 8, event: 'demo' },
  { id: 'left', kind: 'behaviour', points: 2, event: 'bounce' },
];
const facts: readonly Facts[] = [
  { profile: { headcount: 100, country: 'DE', titleLevel: 'director' }, did: ['demo'] },
  { profile: { headcount: 500, country: 'FR', titleLevel: 'manager' }, did: ['bounce'] },
  { profile: { headcount: 499, country: 'US', titleLevel: 'director' }, did: [] },
];
const expected = [
  { points: 16, rules: ['asked', 'large', 'there'] },
  { points: 2, rules: ['left'] },
  { points: 5, rules: ['large'] },
];

describe.each(
  [smarketing, smarketingInWords, jsonRulesEngine, jsonLogicEngine, zenEngine].map(
    (prepare) => [prepare(rules, facts)] as const,
  ),
)('a contender of the benchmark', (contender: Contender) => {
  it(`comes to the points and rules that are worked out by hand: ${contender.name}`, async () => {
    for (const [lead, verdict] of expected.entries()) {
      const { points, rules: held } = await contender.verdictOn(lead);
      expect({ points, rules: held.toSorted() }).toEqual(verdict);
    }
    expect(await contender.all()).toBe(facts.length);
  });
});

it('the sixty rules and the leads follow from their seed', () => {
  expect(ruleSet(1)).toEqual(ruleSet(1));
  expect(ruleSet(1)).toHaveLength(60);
  expect(ruleSet(2)).not.toEqual(ruleSet(1));
  expect(leads(3, 1)).toEqual(leads(3, 1));
});
