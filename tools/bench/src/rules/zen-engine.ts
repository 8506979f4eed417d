import { ZenEngine } from '@gorules/zen-engine';
import { flatFacts, type Prepare } from './contender.ts';
import type { Rule, Test } from './rule-set.ts';

type Row = { readonly rule: string; readonly points: number };

/** https://gorules.io: a decision table that collects every row that holds; native code in Rust. */
export const zenEngine: Prepare = (rules, leads) => {
  const decision = new ZenEngine().createDecision(Buffer.from(JSON.stringify(tableOf(rules))));
  const facts = leads.map((lead) => flatFacts(lead, rules));
  const run = async (lead: number): Promise<readonly Row[]> => (await decision.evaluate(facts[lead]!)).result;
  return {
    name: '@gorules/zen-engine',
    how: 'a decision table that collects; with the rows that hold and their points',
    async verdictOn(lead) {
      const rows = await run(lead);
      return { points: rows.reduce((sum, { points }) => sum + points, 0), rules: rows.map(({ rule }) => rule) };
    },
    async all() {
      for (let lead = 0; lead < facts.length; lead++) await run(lead);
      return facts.length;
    },
  };
};

function tableOf(rules: readonly Rule[]): object {
  const fields = [
    ...new Set(
      rules.flatMap((rule) => (rule.kind === 'behaviour' ? [rule.event] : rule.tests.map(({ field }) => field))),
    ),
  ];
  const rows = rules.map((rule, n) => {
    const tests: readonly Test[] =
      rule.kind === 'behaviour' ? [{ field: rule.event, op: 'gte', value: 1 }] : rule.tests;
    const cells = fields.map((field) => {
      const mine = tests.filter((test) => test.field === field).map(cellOf);
      return [`in-${field}`, mine.join(' and ')] as const;
    });
    return {
      _id: `row-${n}`,
      ...Object.fromEntries(cells),
      rule: JSON.stringify(rule.id),
      points: String(rule.points),
    };
  });
  return {
    nodes: [
      { id: 'in', type: 'inputNode', name: 'in', position: { x: 0, y: 0 } },
      {
        ...{ id: 'table', type: 'decisionTableNode', name: 'table', position: { x: 1, y: 0 } },
        content: {
          hitPolicy: 'collect',
          inputs: fields.map((field) => ({ id: `in-${field}`, name: field, field })),
          outputs: ['rule', 'points'].map((name) => ({ id: name, name, field: name })),
          rules: rows,
        },
      },
      { id: 'out', type: 'outputNode', name: 'out', position: { x: 2, y: 0 } },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'table', type: 'edge' },
      { id: 'b', sourceId: 'table', targetId: 'out', type: 'edge' },
    ],
  };
}

/** As a condition on the cell's own field, which is `$`. */
function cellOf({ op, value }: Test): string {
  if (op === 'in') return `$ in [${(value as readonly string[]).map((each) => JSON.stringify(each)).join(', ')}]`;
  return `$ ${{ eq: '==', gte: '>=', lt: '<' }[op]} ${JSON.stringify(value)}`;
}
