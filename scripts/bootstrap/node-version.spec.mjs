import { describe, expect, it } from '@jest/globals';
import versions from './node-version.cjs';

const { isAtLeast, minimumOf } = versions;

describe('the version of Node', () => {
  it.each([
    ['22.22.0', '22.22', true],
    ['22.21.9', '22.22', false],
    ['22.3.0', '22.22', false],
    ['24.0.0', '22.22', true],
    ['9.22.22', '22.22', false],
    ['20.20.2', '22', false],
    ['22.0.0', '22', true],
    ['100.0.0', '22.22', true],
  ])('%s is at least %s: %s', (version, minimum, expected) => {
    expect(isAtLeast(version, minimum)).toBe(expected);
  });

  it('a pre-release counts as its version', () => {
    expect(isAtLeast('25.0.0-nightly2026', '22.22')).toBe(true);
  });

  it('the minimum is read from an engines range', () => {
    expect(minimumOf('>=22.22')).toBe('22.22');
    expect(minimumOf('>= 24')).toBe('24');
  });

  it('a range of another form is refused, since we would misread it', () => {
    expect(() => minimumOf('^22 || >=24')).toThrow('engines.node must have the form');
  });
});
