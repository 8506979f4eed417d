import { describe, expect, it } from '@jest/globals';
import { defaultAgreementYaml } from '@smarketing/agreement';
import { Problem } from '../http/problem.ts';
import { mustParseAgreement } from './must-parse-agreement.ts';

/** The default with so many more exclusions, all of which share one list by an alias. */
function repeating(times: number): string {
  const countries = Array.from({ length: 3_000 }, (_, n) => `c${n}`).join(', ');
  const exclusions = Array.from({ length: times }, (_, n) => {
    const value = n === 0 ? `&list [${countries}]` : '*list';
    return `  - { id: more-${n}, label: More ${n}, when: { field: region${n}, op: in, value: ${value} }, goesTo: nobody }`;
  });
  return defaultAgreementYaml.replace(/^exclusions:\n/m, `exclusions:\n${exclusions.join('\n')}\n`);
}

describe('a document that somebody sends', () => {
  it('is read, with its zones resolved', () => {
    expect(mustParseAgreement(defaultAgreementYaml).timeZone).not.toBe('host');
    expect(mustParseAgreement(repeating(3)).exclusions.length).toBeGreaterThan(3);
  });

  it('is refused where its aliases make more of it than the log could carry', () => {
    const text = repeating(80);
    expect(text.length).toBeLessThan(100_000);
    expect(() => mustParseAgreement(text)).toThrow(Problem);
    expect(() => mustParseAgreement(text)).toThrow(/more than 1000000 characters/);
  });
});
