import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const MINUTE_MS = 60_000;

/** The file of a package's command, so that it runs alike on every system, without a shell. */
function command(root, name, bin = name) {
  const folder = join(root, 'node_modules', name);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[bin]);
}

function check(name, args) {
  return { name, group: 'checks', args, timeoutMs: 5 * MINUTE_MS };
}

function jest(root, group, timeoutMs, paths, flags = []) {
  const reporters = ['default', './scripts/test/tally-reporter.mjs'].map((reporter) => `--reporters=${reporter}`);
  const args = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    command(root, 'jest'),
    // Before the options: some of them would take a path after them for one more value.
    ...paths,
    `--selectProjects=${group}`,
    ...reporters,
    ...flags,
  ];
  // kafkajs and others change their ways under NODE_ENV=test, which jest would set; tests are about what users run.
  return { name: group, group, args, timeoutMs, env: { NODE_ENV: 'production' }, counted: true };
}

/** The stages of `npm test`, in their order. `paths` narrow the jest stages down to files that match. */
export function stagesOf(root, paths) {
  return [
    // First, so that lint does not look a name up in what was built before it was written.
    check('build', [join(root, 'scripts', 'build.mjs')]),
    check('format', [command(root, 'prettier'), '--check', '--log-level=warn', '.']),
    check('lint', [command(root, 'oxlint'), '--type-aware', '--deny-warnings']),
    check('types', [command(root, 'typescript', 'tsc'), '--noEmit']),
    check('unused code', [command(root, 'knip'), '--no-progress', '--no-config-hints']),
    jest(root, 'unit', 20 * MINUTE_MS, paths),
    jest(root, 'integration', 20 * MINUTE_MS, paths),
    // Its results are compared, its figures mean nothing.
    {
      ...{ name: 'bench', group: 'bench', timeoutMs: 15 * MINUTE_MS },
      args: [join(root, 'scripts', 'bench.mjs'), '--quick'],
    },
    jest(root, 'e2e', 40 * MINUTE_MS, paths, ['--runInBand']),
  ];
}
