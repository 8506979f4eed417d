import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseSoundJson, soundJson, soundText, UnsoundJson, type SoundLimits } from './sound-json.ts';

const limits: SoundLimits = { depth: 4, members: 3, nameChars: 11 };

describe('sound JSON', () => {
  test.each([
    ['nested to the limit', '[[[[1]]]]'],
    ['as many members as may be', '{"a":1,"b":2,"c":3}'],
    ['a name as long as may be', '{"abcdefghijk":1}'],
    ['names of methods', '{"x":{"toString":1,"valueOf":2,"constructor":{}}}'],
  ])('%s is taken as it is', (_name, text) => {
    expect(JSON.stringify(parseSoundJson(text, limits))).toBe(text);
    expect(JSON.stringify(soundJson(JSON.parse(text), limits))).toBe(text);
  });

  test.each([
    ['one level too deep', '[[[[[1]]]]]', '[0][0][0][0]', /nested too deep/],
    ['too many members', '{"x":{"a":1,"b":2,"c":3,"d":4}}', 'x', /more than 3 members/],
    ['too long a name', '{"x":{"abcdefghijkl":1}}', 'x', /name has more than 11/],
    ['__proto__', '{"x":{"__proto__":{"a":1}}}', 'x.__proto__', /may not have that name/],
    ['a number beyond all doubles', '{"x":[1e999]}', 'x[0]', /no finite number/],
  ])('%s is refused, and told where', (_name, text, field, message) => {
    for (const read of [() => parseSoundJson(text, limits), () => soundJson(JSON.parse(text), limits)]) {
      expect(read).toThrow(UnsoundJson);
      expect(read).toThrow(message);
      expect(read).toThrow(expect.objectContaining({ field }));
    }
  });

  const roomy = { ...limits, nameChars: 100 };
  test.each([
    ['as it stands', '{"__proto__":{"admin":true}}'],
    ['escaped', String.raw`{"\u005f_proto__":{"admin":true}}`],
    ['behind a U+0000 that is taken out', String.raw`{"__pro\u0000to__":{"admin":true}}`],
  ])('no member is called __proto__, %s', (_how, text) => {
    expect(() => parseSoundJson(text, roomy)).toThrow(/may not have that name/);
  });

  test('10,000 levels are refused, and not stumbled over', () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    expect(() => parseSoundJson(deep, { ...limits, depth: 32 })).toThrow(/nested too deep/);
  });

  test('U+0000 and half a surrogate pair are taken out, whole pairs are left', () => {
    const text = String.raw`{"a\u0000":"x\u0000y\ud800","b":"😀"}`;
    expect(parseSoundJson(text, limits)).toEqual({ a: 'xy\uFFFD', b: '😀' });
    expect(soundText('\ud83d\ude00\udc00')).toBe('\ud83d\ude00\uFFFD');
  });
});

test('both ways in agree, and what comes out needs no second look', () => {
  const nasty = fc.oneof(
    fc.constantFrom('__proto__', 'constructor', '\u0000', '\ud800', '\udc00a', 'toString', '', 'é', '😀'),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ maxDepth: 6 }, nasty, fc.double(), fc.constant(null), fc.boolean(), tie('array'), tie('object')),
    array: fc.array(tie('any'), { maxLength: 4 }),
    // By way of text, since an object literal cannot have a member that is called __proto__.
    object: fc
      .array(fc.tuple(nasty, tie('any')), { maxLength: 5 })
      .map((members) => JSON.parse(`{${members.map(([n, v]) => `${JSON.stringify(n)}:${JSON.stringify(v)}`)}}`)),
  })).any;
  const outcome = (read: () => unknown): unknown => {
    try {
      return read();
    } catch (error) {
      return String(error);
    }
  };
  fc.assert(
    fc.property(value, (given) => {
      const text = JSON.stringify(given);
      const parsed = outcome(() => parseSoundJson(text, limits));
      expect(parsed).toEqual(outcome(() => soundJson(JSON.parse(text), limits)));
      if (typeof parsed === 'object') {
        expect(soundJson(parsed, limits)).toEqual(parsed);
        expect(JSON.stringify(parsed)).not.toMatch(/\\u0000|\\ud[89a-f]|"__proto__":/);
      }
    }),
    { numRuns: 500 },
  );
});

test('what is sound already is not copied', () => {
  const sound = { a: ['x', { b: null }], c: true };
  expect(soundJson(sound, limits)).toBe(sound);
});
