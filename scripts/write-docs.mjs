// Writes the documents that are generated from the code.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import './loader.mjs';

const { flowDocument } = await import('@smarketing/contracts');
writeFileSync(resolve(import.meta.dirname, '..', 'docs', 'flow.md'), flowDocument());
console.error('docs/flow.md');
