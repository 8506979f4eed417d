// npm run test:faults [-- --only 3,7 --seeds 5 --mode embedded]: the fault tests in full, against real servers; --help says more.
import { resolve } from 'node:path';
import { buildAndSay } from './build.mjs';
import { runBounded } from './test/run-bounded.mjs';

const MOST_HOURS = 12;
const root = resolve(import.meta.dirname, '..');

if (await buildAndSay()) {
  const args = ['--disable-warning=ExperimentalWarning', '--import=./scripts/loader.mjs', 'e2e/faults/run.ts'];
  const trouble = await runBounded([...args, ...process.argv.slice(2)], {
    cwd: root,
    // kafkajs and others change their ways under any other.
    env: { NODE_ENV: 'production' },
    timeoutMs: MOST_HOURS * 3_600_000,
  });
  if (trouble !== undefined) console.error(`The fault tests: ${trouble}.`);
  process.exitCode = trouble === undefined ? 0 : 1;
} else {
  process.exitCode = 1;
}
