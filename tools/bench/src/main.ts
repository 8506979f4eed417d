import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { previewCase, type PreviewResult } from './preview/preview-case.ts';
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
  console.error('A preview over 100,000 leads and five million events …');
  const preview = await previewCase({ quick: values.quick });
  const cases = { rules, preview };
  const result = { at: new Date().toISOString(), node: process.version, quick: values.quick, cases };
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
    const times = rules.ratioRounds[name];
    table.push([
      ...[name, whole(median), spread(rounds, whole)],
      ratio === undefined || times === undefined ? '' : `${oneDigit(ratio)} × (${spread(times, oneDigit)})`,
      how,
    ]);
  }
  console.log(table.toString());
  console.error(`Load average of the machine: ${rules.load.map(oneDigit).join(', then ')}`);
  sayPreview(preview);
  console.error(`Results: ${file}`);
}

function spread(values: readonly number[], say: (value: number) => string): string {
  return `${say(Math.min(...values))}–${say(Math.max(...values))}`;
}

function oneDigit(value: number): string {
  return value.toFixed(1);
}

function sayPreview({ leads, events, days, measured }: PreviewResult): void {
  const table = new Table({
    head: [
      `preview: ${whole(leads)} leads, ${whole(events)} events, ${days} days`,
      's',
      'others waited ms',
      'more MB',
      'qualified',
    ],
    style: { head: [], border: [] },
  });
  for (const { proposal, seconds, delayMs, memoryMb, qualified } of measured) {
    const waited = `${whole(delayMs.max)} at most, ${whole(delayMs.p99)} in 99 %`;
    table.push([proposal, seconds.toFixed(1), waited, whole(memoryMb), `${qualified.now} → ${qualified.then}`]);
  }
  console.log(table.toString());
}

function whole(rate: number): string {
  return Math.round(rate).toLocaleString('en-US');
}
