import { resolve } from 'node:path';
import { build } from './build/build.mjs';

/** Builds and tells about it on stderr, unless there was nothing to do. */
export async function buildAndSay() {
  const startedAt = performance.now();
  const { built, failures } = await build(resolve(import.meta.dirname, '..'));
  for (const { file, message } of failures) console.error(`${file}: ${message}`);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(2);
  if (failures.length > 0) console.error(`${failures.length} files could not be compiled.`);
  else if (built > 0) console.error(`Built ${built} files in ${seconds} s.`);
  return failures.length === 0;
}

if (process.argv[1] === import.meta.filename && !(await buildAndSay())) process.exitCode = 1;
