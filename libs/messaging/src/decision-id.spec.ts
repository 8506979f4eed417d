import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { v5 } from 'uuid';
import { decisionId } from './decision-id.ts';

const NAMESPACE = '0b1f6d4e-6c0b-5a57-9e0c-2c1d7e7a4b11';

test('the id of a decision stays the one that was given to it', () => {
  expect(decisionId('event-1', 'on-engagement', 0)).toBe('e14fc949-0e43-5547-af2e-8c25295aa348');
  expect(decisionId('ünï', '😀', 2)).toBe('1ad76935-3dea-558c-b3af-3c22a5a6d528');
});

test('it is the uuid5 of its parts, whatever their length and alphabet', () => {
  const name = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'grapheme', minLength: 300, maxLength: 500 }),
  );
  fc.assert(
    fc.property(name, name, fc.nat(), (inputId, reactor, index) => {
      expect(decisionId(inputId, reactor, index)).toBe(v5(`${inputId}|${reactor}|${index}`, NAMESPACE));
    }),
    { numRuns: 500 },
  );
});
