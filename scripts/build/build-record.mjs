import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { swcOptions } from '../swc-options.mjs';

// In node_modules, so that a fresh install, which may bring another compiler, also means a fresh build.
const fileOf = (root) => join(root, 'node_modules', '.cache', 'smarketing-build.json');

function compilerOf(root) {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules', '@swc', 'core', 'package.json'), 'utf8'));
  const how = readFileSync(join(import.meta.dirname, 'compile.mjs'), 'utf8');
  return createHash('sha256')
    .update(`${version}${JSON.stringify(swcOptions)}${how}`)
    .digest('hex');
}

/** The stamp of each source at the last build, by file; empty if the compiler or its settings have changed since. */
export function readRecord(root) {
  try {
    const record = JSON.parse(readFileSync(fileOf(root), 'utf8'));
    return record.compiler === compilerOf(root) ? record.stamps : {};
  } catch {
    return {};
  }
}

export function writeRecord(root, stamps) {
  mkdirSync(dirname(fileOf(root)), { recursive: true });
  writeFileSync(fileOf(root), JSON.stringify({ compiler: compilerOf(root), stamps }));
}
