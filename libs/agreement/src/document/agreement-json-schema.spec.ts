import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { agreementJsonSchema, agreementJsonSchemaText, knownKeys } from './agreement-json-schema.ts';

const root = resolve(import.meta.dirname, '../../../..');
const read = (path: string) => readFileSync(resolve(root, path), 'utf8');

const documents = [
  'libs/agreement/src/default-agreement.yaml',
  'examples/b2b-software.yaml',
  'examples/agency-long-cycle.yaml',
  'examples/olist/agreement.yaml',
];

describe('the JSON Schema that editors check documents by', () => {
  const accepts = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictTuples: false }).compile(
    agreementJsonSchema(),
  );

  it('is the one in the repository; after a change of the document, run npm run docs', () => {
    expect(read('libs/agreement/agreement.schema.json')).toBe(agreementJsonSchemaText());
  });

  it.each(documents)('accepts %s', (path) => {
    accepts(parse(read(path)));
    expect(accepts.errors ?? []).toEqual([]);
  });

  it.each(documents)('is named at the head of %s by a path that leads to it', (path) => {
    const [, schema = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(read(path)) ?? [];
    expect(resolve(root, path, '..', schema)).toBe(resolve(root, 'libs/agreement/agreement.schema.json'));
  });

  it.each<[string, (document: Record<string, Record<string, unknown>>) => void]>([
    ['an unknown field', ({ sla }) => Object.assign(sla!, { plan: [] })],
    ['a misspelt choice', (document) => Object.assign(document, { ladder: 'fly' })],
    ['a text for a number', ({ engagement }) => Object.assign(engagement!, { cap: 'much' })],
    ['a missing section', (document) => delete document['calendars']],
    [
      'a condition without an operator',
      (document) => Object.assign(document, { personas: [{ id: 'a', label: 'A', when: { field: 'x' } }] }),
    ],
  ])('refuses %s', (_what, change) => {
    const document = parse(read(documents[0]!)) as Record<string, Record<string, unknown>>;
    change(document);
    expect(accepts(document)).toBe(false);
  });

  it('explains every field', () => {
    const silent: string[] = [];
    const walk = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      const { properties } = node as { properties?: Record<string, { description?: string; $ref?: string }> };
      for (const [name, field] of Object.entries(properties ?? {})) {
        if (field.description === undefined && field.$ref === undefined) silent.push(`${path}.${name}`);
      }
      for (const [name, each] of Object.entries(node)) walk(each, `${path}/${name}`);
    };
    walk(agreementJsonSchema(), '');
    expect(silent).toEqual([]);
  });

  it('knows which names may stand where', () => {
    expect(knownKeys([])).toContain('qualification');
    expect(knownKeys(['fit', 'dimensions', 0, 'rules', 3])).toEqual(['id', 'label', 'when', 'personas', 'points']);
    expect(knownKeys(['personas', 0, 'when', 'all', 1, 'not'])).toEqual(expect.arrayContaining(['field', 'op', 'any']));
    expect(knownKeys(['nowhere', 'at', 'all'])).toEqual([]);
  });
});
