// npm test [-- --only checks|unit|integration|bench|e2e] [paths]: every stage, also after one has failed; the counts of all
// stand in the last line. A stage that is no jest run counts as one test.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { missingRequirements } from './test/requirements.mjs';
import { runBounded } from './test/run-bounded.mjs';
import { stagesOf } from './test/stages.mjs';
import { NOTHING, closingLine, isGreen, strict, sum } from './test/tally.mjs';

const root = resolve(import.meta.dirname, '..');
const isCi = process.env.CI === 'true';
const GROUPS = ['checks', 'unit', 'integration', 'bench', 'e2e'];
/** What of these needs servers that npm does not bring. */
const WITH_SERVERS = ['integration', 'bench', 'e2e'];

function loud(text) {
  console.log(`\n!!! ${text}\n`);
}

function readTally(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return NOTHING;
  }
}

async function run(stage, folder) {
  console.log(`\n── ${stage.name} ──`);
  const startedAt = performance.now();
  const file = join(folder, `${stage.name}.json`);
  const trouble = await runBounded(stage.args, { ...stage, cwd: root, env: { ...stage.env, TEST_TALLY_FILE: file } });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const counted = stage.counted ? readTally(file) : { ...NOTHING, passed: trouble ? 0 : 1 };
  const ranNothing = counted.passed + counted.failed === 0;
  // jest's own exit code says nothing new where it has counted failures.
  const tally = counted.failed === 0 && (trouble || ranNothing) ? { ...counted, failed: 1 } : counted;
  if (tally.failed > 0) loud(`${stage.name}: ${trouble ?? 'no test ran'} (${closingLine(tally)}, ${seconds} s)`);
  else console.log(`${stage.name}: ${closingLine(tally)} (${seconds} s)`);
  return tally;
}

function checkRequirements() {
  const missing = missingRequirements();
  if (missing.length === 0) return NOTHING;
  loud(`Missing here: ${missing.join(', ')}. Tests that need it cannot run.`);
  return isCi ? { ...NOTHING, failed: missing.length } : NOTHING;
}

function refuse(reason) {
  console.error(`${reason}\nUsage: npm test [-- [--only ${GROUPS.join('|')}] [paths]]`);
  process.exit(1);
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true });
    if (values.only && !GROUPS.includes(values.only)) refuse(`There is no group of tests "${values.only}".`);
    return { only: values.only, paths: positionals };
  } catch (error) {
    return refuse(error.message);
  }
}

const { only, paths } = readArguments();
const stages = stagesOf(root, paths).filter(({ group }) => !only || group === only);
const folder = mkdtempSync(join(tmpdir(), 'smarketing-test-'));
const tallies = [];
const firstWithServers = stages.find(({ group }) => WITH_SERVERS.includes(group));
for (const stage of stages) {
  if (stage === firstWithServers) tallies.push(checkRequirements());
  tallies.push(await run(stage, folder));
}
rmSync(folder, { recursive: true, force: true });

const total = sum(tallies);
if (total.skipped > 0) loud(`Skipped: ${total.skippedNames.join('; ')}`);
const result = isCi ? strict(total) : total;
process.exitCode = isGreen(result) ? 0 : 1;
console.log(`\n${closingLine(result)}`);
