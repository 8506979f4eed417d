import { existsSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { readRecord, writeRecord } from './build-record.mjs';
import { compile } from './compile.mjs';
import { filesBelow, sourcesOf, workspaces } from './sources.mjs';

function removeStale(all, sources) {
  const expected = new Set(sources.flatMap(({ output, compiled }) => (compiled ? [output, `${output}.map`] : output)));
  // An unfinished file belongs to a build that runs at the same time.
  const stale = all
    .flatMap(({ dist }) => filesBelow(dist))
    .filter((file) => !expected.has(file) && !file.endsWith('.tmp'));
  for (const file of stale) rmSync(file, { force: true });
}

/**
 * Builds what has changed since the last build: `src` of every workspace into the `dist` beside it.
 * @param {string} root the checkout
 * @returns {Promise<{ built: number, failures: { file: string, message: string }[] }>} `file` relative to the root
 */
export async function build(root) {
  const all = workspaces(root);
  const sources = all.flatMap(sourcesOf);
  const stamps = readRecord(root);
  const changed = sources.filter(
    ({ file, output, stamp }) => stamps[relative(root, file)] !== stamp || !existsSync(output),
  );
  const failures = await compile(changed);
  removeStale(all, sources);
  if (changed.length > 0) {
    const failed = new Set(failures.map(({ file }) => file));
    const fine = sources.filter(({ file }) => !failed.has(file));
    writeRecord(root, Object.fromEntries(fine.map(({ file, stamp }) => [relative(root, file), stamp])));
  }
  return {
    built: changed.length - failures.length,
    failures: failures.map(({ file, message }) => ({ file: relative(root, file), message })),
  };
}
