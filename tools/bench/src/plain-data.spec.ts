import { describe, expect, it } from '@jest/globals';
import { notPlain } from './plain-data.ts';

describe('plain data', () => {
  it('is what JSON brings back the same', () => {
    expect(notPlain({ a: [1, { b: null, c: 'x' }], d: false, e: {} })).toBeUndefined();
  });

  it.each([
    [{ a: { b: [0, NaN] } }, 'a.b.1 is NaN'],
    [{ a: Infinity }, 'a is Infinity'],
    [{ a: undefined }, 'a is undefined'],
    [[new Map()], '0 is no plain object'],
  ])('is not %j: it says where', (value, where) => {
    expect(notPlain(value)).toBe(where);
  });
});
