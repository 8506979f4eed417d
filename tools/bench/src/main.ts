import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { MeasuredRatio } from './bench-case.ts';
import { cases } from './cases.ts';
import { compareRatios, type Comparison } from './kept/compare-ratios.ts';
import { mergeKept, readKept, writeKept } from './kept/performance-file.ts';
import { ratiosTable, say } from './kept/ratios-table.ts';
import { readOptions, usage, type Options } from './read-options.ts';
import { runCases, type Ran } from './run-cases.ts';
import { SharedGrounds, freshGrounds } from './stream/grounds.ts';

const root = resolve(import.meta.dirname, '../../..');
const KEPT = join(root, 'docs', 'performance.json');
const names = cases.map(({ name }) => name);

const options = optionsOrRefusal();
if (options?.help) console.log(usage(names));
else if (options) await bench(options);

function optionsOrRefusal(): Options | undefined {
  try {
    return readOptions(process.argv.slice(2), names);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage(names)}`);
    process.exitCode = 1;
    return undefined;
  }
}

async function bench(wanted: Options): Promise<void> {
  const chosen = cases.filter(({ name }) => wanted.only.includes(name));
  const grounds = wanted.quick ? new SharedGrounds() : freshGrounds;
  const ran = await runCases(chosen, { ...wanted, grounds }, (line) => console.error(line));
  const notStopped = (await grounds.end()).map(({ message }) => `what the cases stood on: ${message}`);
  const done = { ...ran, failed: [...ran.failed, ...notStopped] };
  const ratios = Object.assign({}, ...done.ran.map((each) => each.ratios)) as Record<string, MeasuredRatio>;
  const kept = readKept(KEPT);
  const compared = compareRatios(ratios, wanted.quick ? {} : kept.ratios);
  sayResults(done, wanted, ratios, compared);
  if (wanted.check) failOnRegression(compared);
  if (wanted.record) record(done);
  for (const line of done.missing) console.error(`!!! Cannot be measured here: ${line}`);
  for (const line of done.failed) console.error(`!!! Failed: ${line}`);
  if (done.failed.length > 0 || (done.missing.length > 0 && process.env['CI'] === 'true')) process.exitCode = 1;
}

function sayResults(
  { ran }: Ran,
  { quick, json }: Options,
  ratios: Readonly<Record<string, MeasuredRatio>>,
  compared: readonly Comparison[],
): void {
  const at = new Date().toISOString();
  const values = Object.fromEntries(Object.entries(ratios).map(([name, { value }]) => [name, value]));
  const results = Object.fromEntries(ran.map(({ name, entry }) => [name, entry]));
  const text = JSON.stringify({ at, quick, ratios: values, cases: results }, null, 2);
  const folder = join(root, '.local', 'bench');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${at.replaceAll(':', '-')}.json`);
  writeFileSync(file, `${text}\n`);
  if (json) console.log(text);
  else {
    for (const { table } of ran) console.log(table);
    if (compared.length > 0) console.log(ratiosTable(ratios, compared));
  }
  console.error(`Results: ${file}`);
}

function failOnRegression(compared: readonly Comparison[]): void {
  const known = compared.filter(({ kept }) => kept !== null);
  if (known.length === 0) console.error(`None of these ratios is kept in ${KEPT} yet: --record keeps them.`);
  for (const { name, kept } of compared) {
    if (kept === null && known.length > 0)
      console.error(`${name} is not kept yet: there is nothing to hold it against.`);
  }
  const regressed = known.filter((each) => each.regressed);
  for (const { name, now, kept } of regressed) {
    console.error(`!!! ${name} is ${now === null ? 'not measured' : say(now)}; ${say(kept!)} is kept.`);
  }
  if (regressed.length > 0) process.exitCode = 1;
  else if (known.length > 0) console.error(`No ratio of ${known.length} is more than 15 % worse than the one kept.`);
}

function record({ ran }: Ran): void {
  let kept = readKept(KEPT);
  for (const { name, entry, ratios } of ran) {
    const values = Object.fromEntries(Object.entries(ratios).map(([ratio, { value }]) => [ratio, value]));
    kept = mergeKept(kept, name, { entry, ratios: values });
  }
  writeKept(KEPT, kept);
  console.error(`Kept in ${KEPT}: ${ran.map(({ name }) => name).join(', ') || 'nothing'}`);
}
