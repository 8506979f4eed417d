import { expect, it } from '@jest/globals';
import { accountOf } from './account-of.ts';

it.each([
  [{ companyDomain: ' Engines.example ' }, 'engines.example'],
  [{ companyDomain: 'engines.example', freeMail: false }, 'engines.example'],
  [{ companyDomain: 'mail.example', freeMail: true }, null],
  [{ companyDomain: 'two words' }, null],
  [{ companyDomain: 7 }, null],
  [{}, null],
])('%j is of the account %s', (profile, account) => {
  expect(accountOf(profile)).toBe(account);
});
