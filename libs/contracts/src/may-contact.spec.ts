import { expect, test } from '@jest/globals';
import { hasOptedOut, mayCall } from './may-contact.ts';
import type { ConsentStatement } from './shapes.ts';

const AT = '2026-03-25T09:00:00.000Z';
const said = (channel: 'email' | 'phone' | 'any', granted: boolean, at?: string): ConsentStatement => ({
  channel,
  purpose: 'sales',
  granted,
  ...(at === undefined ? {} : { at }),
});

test('of two statements at one instant the refusal holds, in whatever order they stand', () => {
  const both = [said('any', false, AT), said('phone', true, AT)];
  expect([mayCall(both, true), mayCall(both.toReversed(), true)]).toEqual([false, false]);
  const mail = [said('any', false, AT), said('email', true, AT)];
  expect([hasOptedOut(mail), hasOptedOut(mail.toReversed())]).toEqual([true, true]);
});

test('an undated word only refuses, and any dated one is newer', () => {
  expect(mayCall([said('phone', true)], true)).toBe(false);
  expect(mayCall([said('phone', true, AT), said('phone', false)], false)).toBe(true);
  expect([mayCall([], true), mayCall([], false)]).toEqual([true, false]);
});
