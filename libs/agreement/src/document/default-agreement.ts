import { readFileSync } from 'node:fs';
import type { AgreementDocument } from '../schema/agreement-document.ts';
import { parseAgreement } from './parse-agreement.ts';

/** The text of version 0 with its comments: what a team starts editing from. */
export const defaultAgreementYaml: string = readFileSync(new URL('../default-agreement.yaml', import.meta.url), 'utf8');

/** Version 0: ships with the product, signed by nobody. */
export const defaultAgreement: AgreementDocument = read();

function read(): AgreementDocument {
  const parsed = parseAgreement(defaultAgreementYaml);
  if ('document' in parsed) return parsed.document;
  const [first] = parsed.problems;
  throw new Error(`default-agreement.yaml:${first?.line}:${first?.column} ${first?.path}: ${first?.message}`);
}
