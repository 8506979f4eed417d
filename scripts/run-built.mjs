import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildAndSay } from './build.mjs';

/**
 * Builds what has changed, then becomes the program in `file` (relative to the checkout). It runs in this very process,
 * so that signals, exit code and arguments are its own.
 */
export async function runBuilt(file) {
  const main = resolve(import.meta.dirname, '..', file);
  if (!(await buildAndSay())) {
    process.exitCode = 1;
  } else if (!existsSync(main)) {
    console.error(`There is no ${main}: its source is missing from this checkout.`);
    process.exitCode = 1;
  } else {
    process.argv[1] = main;
    await import(pathToFileURL(main).href);
  }
}
