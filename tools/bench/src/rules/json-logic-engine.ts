import { LogicEngine } from 'json-logic-engine';
import { flatFacts, type Prepare } from './contender.ts';
import type { Rule } from './rule-set.ts';

/** https://json-logic.github.io/json-logic-engine: each rule compiled to a function (`build`), which is its fastest form. */
export const jsonLogicEngine: Prepare = (rules, leads) => {
  const engine = new LogicEngine();
  const built = rules.map((rule) => ({ ...rule, holds: engine.build(logicOf(rule)) as (facts: object) => unknown }));
  const facts = leads.map((lead) => flatFacts(lead, rules));
  const run = (lead: number) => {
    const of = facts[lead]!;
    let points = 0;
    const held: string[] = [];
    for (const rule of built) {
      if (!rule.holds(of)) continue;
      points += rule.points;
      held.push(rule.id);
    }
    return { points, rules: held };
  };
  return {
    name: 'json-logic-engine',
    how: 'compiled conditions and the sum; with the names of the rules that hold',
    verdictOn: async (lead) => run(lead),
    all() {
      let points = 0;
      for (let lead = 0; lead < facts.length; lead++) points += run(lead).points;
      if (points === 0) throw new Error('nothing holds');
      return facts.length;
    },
  };
};

function logicOf(rule: Rule): object {
  if (rule.kind === 'behaviour') return { '==': [{ var: rule.event }, 1] };
  return {
    and: rule.tests.map(({ field, op, value }) => {
      const of = { var: field };
      if (op === 'eq') return { '==': [of, value] };
      if (op === 'in') return { in: [of, value] };
      return op === 'gte' ? { '>=': [of, value] } : { '<': [of, value] };
    }),
  };
}
