import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { digestOf, hasKeyForm, newKey, type KeySort } from './key-format.ts';

const sorts: readonly KeySort[] = ['intake', 'api', 'person'];

describe('a key', () => {
  test.each([
    ['intake', 'smk_w_'],
    ['api', 'smk_a_'],
    ['person', 'smk_p_'],
  ] as const)('of the sort %s begins with %s, and has 256 bits', (sort, prefix) => {
    const key = newKey(sort);
    expect(key.startsWith(prefix)).toBe(true);
    expect(Buffer.from(key.slice(prefix.length), 'base64url')).toHaveLength(32);
  });

  test('is another one each time, and known by its form', () => {
    const keys = Array.from({ length: 300 }, (_, n) => newKey(sorts[n % sorts.length]!));
    expect(new Set(keys).size).toBe(300);
    expect(keys.every(hasKeyForm)).toBe(true);
    expect(new Set(keys.map(digestOf)).size).toBe(300);
  });

  test('has no other form', () => {
    const key = newKey('api');
    for (const other of [key.slice(0, -1), `${key}A`, `${key}\n`, ` ${key}`, key.replace('smk_a_', 'smk_x_'), '']) {
      expect(hasKeyForm(other)).toBe(false);
    }
    fc.assert(fc.property(fc.string(), (text) => !hasKeyForm(text)));
  });

  test('is kept as its SHA-256', () => {
    // The test vector of FIPS 180-2.
    expect(digestOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
