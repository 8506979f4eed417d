import { expect, it } from '@jest/globals';
import { inCopy } from './other-names.ts';

const text = '{"id":"0198c3d2-1234-7000-8abc-00000000002a","email":"9f86d081-884c-4d65-9a2f-eaa0c55ad015@x.example"}';

it('gives every id of a text another, and leaves the rest', () => {
  expect(inCopy(26, text)).toBe(
    '{"id":"0198c3d2-1234-801a-8abc-00000000002a","email":"9f86d081-884c-801a-9a2f-eaa0c55ad015@x.example"}',
  );
});

it('leaves the original as it is', () => {
  expect(inCopy(0, text)).toBe(text);
});
