// npm run lock:complete, after every `npm install` that changed the lock.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { completeLock } from './lock/complete.mjs';

const file = resolve(import.meta.dirname, '..', 'package-lock.json');
const { lock, added, unknown } = completeLock(JSON.parse(readFileSync(file, 'utf8')));
if (added.length > 0) writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
console.log(`${added.length} packages of other platforms added to package-lock.json.`);
if (unknown.length > 0) {
  console.error(
    `Missing, and their platform is not known: ${unknown.join(', ')}. npm ci may refuse the lock elsewhere.`,
  );
  process.exitCode = 1;
}
