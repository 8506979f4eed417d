import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { previewCase, type PreviewResult } from './preview/preview-case.ts';
import type { Latency } from './rescore/live-load.ts';
import { rescoreCase, type RescoreResult } from './rescore/rescore-case.ts';
import { rulesCase, type RulesResult } from './rules/rules-case.ts';

const USAGE = `npm run bench [-- options]
  --quick   small and short: checks that results are equal; its figures mean little
  --only    one case alone: rules, or rescore
  --leads   how many leads are scored again, with 50 events each; 100,000 unless told
  --json    print JSON in place of the tables`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    leads: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(USAGE);
else await run();

async function run(): Promise<void> {
  const { quick, only, leads } = values;
  const isWanted = (name: string): boolean => only === undefined || only === name;
  const cases: { rules?: RulesResult; preview?: PreviewResult; rescore?: RescoreResult } = {};
  if (isWanted('rules')) {
    console.error('60 rules with their explanation: who says the same, and how fast …');
    cases.rules = await rulesCase({ quick });
  }
  if (isWanted('preview')) {
    console.error('A preview over 100,000 leads and five million events …');
    cases.preview = await previewCase({ quick });
  }
  if (isWanted('rescore')) {
    console.error('Leads scored again under changed rules, while events come in …');
    cases.rescore = await rescoreCase({ quick, leads: leads === undefined ? undefined : Number(leads) });
  }
  const result = { at: new Date().toISOString(), node: process.version, quick, cases };
  const folder = resolve(import.meta.dirname, '../../../.local/bench');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${result.at.replaceAll(':', '-')}.json`);
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  if (values.json) return console.log(JSON.stringify(result, null, 2));
  if (cases.rules) console.log(rulesTable(cases.rules));
  if (cases.preview) sayPreview(cases.preview);
  if (cases.rescore) console.log(rescoreTable(cases.rescore));
  console.error(`Results: ${file}`);
}

function rulesTable(rules: RulesResult): string {
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
  return `${table.toString()}\nLoad average of the machine: ${rules.load.map(oneDigit).join(', then ')}`;
}

function rescoreTable({ leads, events, livePerSecond, quiet, measured, compared }: RescoreResult): string {
  const table = new Table({
    head: [
      `${whole(leads)} leads, ${whole(events)} events`,
      'seconds',
      'CPU s node + pg',
      'live p50/p99/max ms',
      'load',
    ],
    style: { head: [], border: [] },
  });
  const latency = ({ p50Ms, p99Ms, maxMs }: Latency): string => `${p50Ms} / ${p99Ms} / ${maxMs}`;
  table.push([`nothing: ${livePerSecond} live events/s`, '', '', latency(quiet), '']);
  for (const { change, seconds, cpuSeconds: cpu, live, load } of measured) {
    const used = `${cpu.node.toFixed(1)} + ${cpu.postgres?.toFixed(1) ?? '?'}`;
    const loads = load.map((each) => each.toFixed(1)).join(' – ');
    table.push([change, seconds.toFixed(1), used, live.events === 0 ? '' : latency(live), loads]);
  }
  return `${table.toString()}\n${whole(compared)} leads were compared with folds of their own.`;
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
