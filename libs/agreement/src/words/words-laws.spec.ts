import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { defaultAgreement } from '../document/default-agreement.ts';
import { aGentleMutation, mutated, type Plain } from '../document/mutation-fixtures.ts';
import { parseAgreement } from '../document/parse-agreement.ts';
import { agreementDocument, documentShape, type AgreementDocument } from '../schema/agreement-document.ts';
import { contradictions } from '../schema/contradictions.ts';
import { diffAgreements } from './diff-agreements.ts';
import { sentences } from './sentences.ts';

function example(name: string): AgreementDocument {
  const parsed = parseAgreement(readFileSync(new URL(`../../../../examples/${name}.yaml`, import.meta.url), 'utf8'));
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.document;
}

/** Together they use every field that there is. */
const documents = [defaultAgreement, example('b2b-software'), example('agency-long-cycle')];

const read = documents.map((document) => JSON.stringify(sentences(document)));

const oneOfThem = fc.nat({ max: documents.length - 1 });

/**
 * As text with its fields in order. Ids are left out: they only link parts of the document to one another. A list of one is what is in
 * it: an event may be written either way.
 */
function readable(value: unknown): string {
  if (Array.isArray(value) && value.length === 1) return readable(value[0]);
  if (Array.isArray(value)) return `[${value.map(readable).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const entries = Object.entries(value).filter(
    ([name, each]) => each !== undefined && name !== 'id' && name !== 'code',
  );
  return `{${entries
    .map(([name, each]) => `${name}:${readable(each)}`)
    .sort()
    .join()}}`;
}

/** The document with one thing changed, where that leaves something that can be read and told apart. */
function changedOf(
  document: AgreementDocument,
  mutation: Parameters<typeof mutated>[1],
): AgreementDocument | undefined {
  const parsed = documentShape.safeParse(mutated(document as unknown as Plain, mutation));
  if (!parsed.success || contradictions(parsed.data).some(({ message }) => message.endsWith('is used twice'))) return;
  return parsed.data;
}

describe('the words of an agreement', () => {
  it('are the same for the same document, however it is written', () => {
    for (const document of documents) {
      expect(diffAgreements(document, agreementDocument.parse(JSON.parse(JSON.stringify(document))))).toEqual([]);
    }
  });

  it('leave no change out: what differs is said, and whoever reads the sentences reads it', () => {
    let changes = 0;
    fc.assert(
      fc.property(oneOfThem, aGentleMutation, (which, mutation) => {
        const before = documents[which]!;
        const after = changedOf(before, mutation);
        if (after === undefined || JSON.stringify(after) === JSON.stringify(before)) return;
        changes += 1;
        const lines = diffAgreements(before, after);
        expect(lines).not.toEqual([]);
        expect(lines.join('\n')).not.toMatch(/undefined|\[object|NaN/);
        if (readable(before) === readable(after)) return;
        expect(JSON.stringify(sentences(after)) !== read[which]).toBe(true);
      }),
      { numRuns: 1_500 },
    );
    expect(changes).toBeGreaterThan(400);
  }, 300_000);

  it('say of a change and its taking back the same lines', () => {
    fc.assert(
      fc.property(oneOfThem, aGentleMutation, (which, mutation) => {
        const before = documents[which]!;
        const after = changedOf(before, mutation);
        if (after === undefined) return;
        expect(diffAgreements(after, before)).toHaveLength(diffAgreements(before, after).length);
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});
