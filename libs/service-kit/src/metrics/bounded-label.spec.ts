import { expect, test } from '@jest/globals';
import { BoundedLabel } from './bounded-label.ts';

test('a label shows the names that come first, and no more of them than it may', () => {
  const label = new BoundedLabel(2);
  expect(['website', 'api/crm', 'third', 'website'].map((name) => label.of(name))).toEqual([
    'website',
    'api/crm',
    'other',
    'website',
  ]);
});

test('a label shows no addresses and no texts, and they take no room', () => {
  const label = new BoundedLabel(1);
  for (const value of ['ana@example.com', 'two words', '', 'x'.repeat(61)]) expect(label.of(value)).toBe('other');
  expect(label.of('website')).toBe('website');
});
