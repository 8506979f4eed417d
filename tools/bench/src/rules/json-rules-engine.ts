import { Engine } from 'json-rules-engine';
import { flatFacts, type Prepare } from './contender.ts';
import type { Rule } from './rule-set.ts';

const OPERATORS = { eq: 'equal', in: 'in', gte: 'greaterThanInclusive', lt: 'lessThan' } as const;

/** https://github.com/CacheControl/json-rules-engine: one engine for all leads; the events of the rules that hold are the explanation. */
export const jsonRulesEngine: Prepare = (rules, leads) => {
  const engine = new Engine(
    rules.map((rule) => ({
      conditions: { all: conditionsOf(rule) },
      event: { type: rule.id, params: { points: rule.points } },
    })),
  );
  const facts = leads.map((lead) => flatFacts(lead, rules));
  const run = async (lead: number) => (await engine.run(facts[lead]!)).events;
  return {
    name: 'json-rules-engine',
    how: 'conditions alone; with the events of the rules that hold',
    async verdictOn(lead) {
      const events = await run(lead);
      return {
        points: events.reduce((sum, { params }) => sum + (params!['points'] as number), 0),
        rules: events.map(({ type }) => type),
      };
    },
    async all() {
      for (let lead = 0; lead < facts.length; lead++) await run(lead);
      return facts.length;
    },
  };
};

function conditionsOf(rule: Rule) {
  if (rule.kind === 'behaviour') return [{ fact: rule.event, operator: 'equal', value: 1 }];
  return rule.tests.map(({ field, op, value }) => ({ fact: field, operator: OPERATORS[op], value }));
}
