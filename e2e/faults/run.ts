import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { reliabilityPage } from './harness/report.ts';
import { runAll } from './harness/run-all.ts';
import type { Result } from './harness/scenario.ts';
import { scenarios } from './scenarios/index.ts';

const USAGE = `npm run test:faults [-- options]
  --only 3,7         faults of these numbers alone
  --fault TEXT       faults whose name contains it
  --mode MODE        embedded or distributed
  --seeds N          so many seeds each (default 3)
  --from N           the first of them (default 1)
  --fast             the short form
  --report-of FILE   runs nothing, writes docs/reliability.md from results that are there`;

const root = resolve(import.meta.dirname, '../..');
const page = join(root, 'docs/reliability.md');

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    fault: { type: 'string' },
    mode: { type: 'string' },
    seeds: { type: 'string', default: '3' },
    from: { type: 'string', default: '1' },
    fast: { type: 'boolean', default: false },
    'report-of': { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(USAGE);
else if (values['report-of'] !== undefined) {
  const lines = readFileSync(values['report-of'], 'utf8').split('\n').filter(Boolean);
  writeFileSync(
    page,
    reliabilityPage(
      lines.map((line) => JSON.parse(line) as Result),
      new Date(),
    ),
  );
} else process.exitCode = (await run()) ? 0 : 1;

/** True when something ran and everything held. */
async function run(): Promise<boolean> {
  const folder = join(root, '.local/faults');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${new Date().toISOString().replaceAll(':', '-')}.jsonl`);
  const numbers = values.only?.split(',').map(Number);
  const results: Result[] = [];
  const report = (result: Result): void => {
    results.push(result);
    appendFileSync(file, `${JSON.stringify(result)}\n`);
    console.log(JSON.stringify(result));
  };
  for (const mode of ['embedded', 'distributed'] as const) {
    if (values.mode !== undefined && values.mode !== mode) continue;
    const chosen = scenarios.filter(
      (scenario) =>
        scenario.modes.includes(mode) &&
        (numbers === undefined || numbers.includes(scenario.number)) &&
        (values.fault === undefined || scenario.fault.includes(values.fault)),
    );
    const seeds = Array.from({ length: Number(values.seeds) }, (_, n) => Number(values.from) + n);
    await runAll(chosen, { mode, form: values.fast ? 'fast' : 'full', seeds, report });
  }
  const isWhole = [values.only, values.fault, values.mode].every((narrowed) => narrowed === undefined) && !values.fast;
  if (isWhole) writeFileSync(page, reliabilityPage(results, new Date()));
  console.error(`Results: ${file}`);
  return results.length > 0 && results.every(({ violations }) => violations.length === 0);
}
