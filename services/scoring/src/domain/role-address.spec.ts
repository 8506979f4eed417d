import { expect, it } from '@jest/globals';
import { isRoleAddress } from './role-address.ts';

it.each([
  ['info@engines.test', true],
  ['Office+web@engines.test', true],
  ['no-reply@engines.test', true],
  ['ada@engines.test', false],
  ['information.systems@engines.test', false],
  ['info', false],
  [undefined, false],
])('%s belongs to the account and to no person: %s', (email, isRole) => {
  expect(isRoleAddress(email)).toBe(isRole);
});
