import { describe, expect, test } from '@jest/globals';
import { replaceSections } from './replace-sections.ts';

const YAML = `# Head.

title: Old

# About a.
# More about a.
a:
  - 1 # one

# About b.
b: { c: 2 }
`;

describe('replacing sections', () => {
  test('takes the comments above with it, and leaves the rest as it is', () => {
    expect(replaceSections(YAML, new Map([['a', '# New.\na: [3]\n']]))).toBe(
      '# Head.\n\ntitle: Old\n\n# New.\na: [3]\n\n# About b.\nb: { c: 2 }\n',
    );
  });

  test('works for several at once, the first and the last', () => {
    const replaced = replaceSections(
      YAML,
      new Map([
        ['b', 'b: 5'],
        ['title', 'title: New'],
      ]),
    );
    expect(replaced).toBe('# Head.\n\ntitle: New\n\n# About a.\n# More about a.\na:\n  - 1 # one\n\nb: 5\n');
  });

  test('needs the section', () => {
    expect(() => replaceSections(YAML, new Map([['z', 'z: 1']]))).toThrow('there is no section z');
  });
});
