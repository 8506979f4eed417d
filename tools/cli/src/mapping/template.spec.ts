import { describe, expect, test } from '@jest/globals';
import { isTemplate, parseTemplate } from './template.ts';

describe('a template', () => {
  test('is text with columns in braces', () => {
    expect(parseTemplate('won/{mql_id}-{ n }')).toEqual([
      { text: 'won/' },
      { column: 'mql_id' },
      { text: '-' },
      { column: 'n' },
    ]);
  });

  test('writes a brace by two', () => {
    expect(parseTemplate('{{{a}}}')).toEqual([{ text: '{' }, { column: 'a' }, { text: '}' }]);
  });

  test.each(['{', 'a}', '{a', '{}', '{a{b}}'])('is none where braces do not match: %s', (text) => {
    expect(isTemplate(text)).toBe(false);
  });
});
