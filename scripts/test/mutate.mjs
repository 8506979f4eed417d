// node --import ./scripts/loader.mjs --import ./scripts/test/mutate.mjs: with MUTANT={"file","find","replace"} one passage of one source
// file (a path from the root) reads differently. Fails where the passage is not there exactly once: then the mutant means nothing.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import { swcOptions } from '../swc-options.mjs';

const { file, find, replace } = JSON.parse(process.env.MUTANT ?? '{}');
const mutated = file === undefined ? null : resolve(import.meta.dirname, '../..', file);

registerHooks({
  load(url, context, nextLoad) {
    const filename = url.startsWith('file:') ? fileURLToPath(url) : '';
    if (mutated === null || filename !== mutated) return nextLoad(url, context);
    const parts = readFileSync(filename, 'utf8').split(find);
    if (parts.length !== 2) throw new Error(`${file} has this passage ${parts.length - 1} times: ${find}`);
    const { code } = transformSync(parts.join(replace), { ...swcOptions, filename });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
