import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { rulesCase } from './rules/rules-case.ts';

const USAGE = `npm run bench [-- options]
  --quick   small and short: checks that results are equal; its figures mean little
  --json    print JSON in place of the table`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(USAGE);
else await run();

async function run(): Promise<void> {
  console.error('60 rules with their explanation: who says the same, and how fast …');
  const rules = await rulesCase({ quick: values.quick });
  const result = { at: new Date().toISOString(), node: process.version, quick: values.quick, cases: { rules } };
  const folder = resolve(import.meta.dirname, '../../../.local/bench');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${result.at.replaceAll(':', '-')}.json`);
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  if (values.json) return console.log(JSON.stringify(result, null, 2));
  const table = new Table({
    head: ['60 rules', 'scores/s', 'rounds', 'Smarketing is', 'does'],
    style: { head: [], border: [] },
  });
  for (const { name, median, rounds, how } of rules.measured) {
    const ratio = rules.ratios[name];
    const spread = `${whole(Math.min(...rounds))}–${whole(Math.max(...rounds))}`;
    table.push([name, whole(median), spread, ratio === undefined ? '' : `${ratio.toFixed(1)} ×`, how]);
  }
  console.log(table.toString());
  console.error(`Results: ${file}`);
}

function whole(rate: number): string {
  return Math.round(rate).toLocaleString('en-US');
}
