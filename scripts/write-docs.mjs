// Writes the documents that are generated from the code.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import './loader.mjs';

const { flowDocument } = await import('@smarketing/contracts');
const { agreementJsonSchemaText } = await import('@smarketing/agreement');

const generated = {
  'docs/flow.md': flowDocument(),
  'libs/agreement/agreement.schema.json': agreementJsonSchemaText(),
};
for (const [path, text] of Object.entries(generated)) {
  writeFileSync(resolve(import.meta.dirname, '..', path), text);
  console.error(path);
}
