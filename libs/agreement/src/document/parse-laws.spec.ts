import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { compileAgreement } from '../compile/compile-agreement.ts';
import { defaultAgreementYaml } from './default-agreement.ts';
import { aMutation, mutated, type Plain } from './mutation-fixtures.ts';
import { parseAgreement } from './parse-agreement.ts';

const shipped = parse(defaultAgreementYaml) as Plain;

/** What is taken can be compiled. Of what is refused every problem stands in the text, in its order, with something to read. */
function problemsOf(text: string): string[] {
  const parsed = parseAgreement(text);
  if ('document' in parsed) {
    compileAgreement(parsed.document, { version: 1, timeZone: 'Europe/Berlin' });
    return [];
  }
  const lines = text.split('\n');
  expect(parsed.problems.length).toBeGreaterThan(0);
  for (const { line, column, message } of parsed.problems) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
    expect(message).not.toMatch(/^(Invalid|Too |Expected|Unrecognized|Required)|undefined|\[object|NaN/);
  }
  expect(parsed.problems.map(({ line }) => line)).toEqual(
    parsed.problems.map(({ line }) => line).sort((a, b) => a - b),
  );
  return parsed.problems.map(({ message }) => message);
}

describe('reading what nobody would sign', () => {
  it('names a place in the text for whatever is deleted, retyped, renamed or repeated', () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.array(aMutation, { minLength: 1, maxLength: 3 }), (mutations) => {
        // JSON is YAML, and quicker to write.
        const text = JSON.stringify(mutations.reduce(mutated, shipped), null, 1);
        if (problemsOf(text).length > 0) refused += 1;
      }),
      { numRuns: 1_000 },
    );
    expect(refused).toBeGreaterThan(500);
  }, 300_000);

  it('survives slips of the pen anywhere in the text', () => {
    const slip = fc.constantFrom(
      '\t',
      ' ',
      '\n',
      ':',
      '"',
      "'",
      '[',
      '}',
      '*x',
      '&x ',
      '!x ',
      '---\n',
      '#',
      '- ',
      '\0',
      '😀',
    );
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 20 }), slip, (where, length, put) => {
        const at = where % defaultAgreementYaml.length;
        problemsOf(defaultAgreementYaml.slice(0, at) + put + defaultAgreementYaml.slice(at + length));
      }),
      { numRuns: 200 },
    );
  }, 300_000);

  it('survives any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => void problemsOf(text)),
      { numRuns: 300 },
    );
  });

  it.each([
    [
      'blocks that grow by aliases',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
        .split('')
        .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index]}`).join(',')}]`)
        .join('\n')}\n`,
    ],
    ['a block that contains itself', 'title: &a\n  - *a\n'],
    ['an alias of nothing', 'title: *nobody\n'],
    ['blocks nested without end', `title: ${'['.repeat(20_000)}`],
    [
      'a condition nested without end',
      `title: x\nexclusions:\n  - when: ${'{not: '.repeat(2_000)}${'}'.repeat(2_000)}\n`,
    ],
    ['two documents', 'title: x\n---\ntitle: y\n'],
    ['a tag of some program', 'title: !!js/function x\n'],
    [
      'names that programs have for themselves',
      '__proto__: { title: x }\nconstructor: 1\nrouting: { pools: [{ id: a, label: A, weights: { __proto__: 1 } }] }\n',
    ],
    ['nothing but a comment', '# to be written'],
    ['a very long text', 'x'.repeat(3_000_000)],
  ])('survives %s', (_what, text) => {
    expect(problemsOf(text).length).toBeGreaterThan(0);
  });
});
