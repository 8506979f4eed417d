import { describe, expect, test } from '@jest/globals';
import { countryCode, normalisePhone } from './country.ts';
import { companyDomainOf, isFreeMail, normaliseDomain, normaliseEmail } from './email-address.ts';
import { identifiersOf } from './identifiers.ts';
import { leadIdOf } from './lead-id.ts';

describe('addresses', () => {
  test.each([
    [' Anna.Lee+x@Mail.ACME.co.uk ', 'anna.lee+x@mail.acme.co.uk'],
    ['mailto:anna@acme.com', 'anna@acme.com'],
    ['ａnna@acme.com', 'anna@acme.com'],
    ['anna@acme', null],
    ['anna', null],
    ['a b@acme.com', null],
    ['@acme.com', null],
    [`${'a'.repeat(320)}@acme.com`, null],
  ])('%s is %s', (text, address) => {
    expect(normaliseEmail(text)).toBe(address);
  });

  test.each([
    ['anna@mail.acme.co.uk', 'acme.co.uk', false],
    ['anna@gmail.com', null, true],
    ['anna@t-online.de', null, true],
  ])('%s is of the company %s', (email, domain, free) => {
    expect([companyDomainOf(email), isFreeMail(email)]).toEqual([domain, free]);
  });

  test('a web address names a domain', () => {
    expect(normaliseDomain('https://www.Acme.com/about')).toBe('acme.com');
    expect(normaliseDomain('unknown')).toBeNull();
    expect(normaliseDomain('www.gmail.com')).toBeNull();
  });
});

describe('countries and telephones', () => {
  test.each([
    ['de', 'DE'],
    ['Germany', 'DE'],
    ['united kingdom', 'GB'],
    ['USA', 'US'],
    ['Atlantis', null],
  ])('%s is %s', (text, code) => {
    expect(countryCode(text)).toBe(code);
  });

  test.each([
    ['030 1234567', 'DE' as const, '+49301234567'],
    ['+33 1 23 45 67 89', null, '+33123456789'],
    [' 030 1234567', null, '030 1234567'],
    ['call me', 'DE' as const, 'call me'],
  ])('%s in %s is %s', (text, country, phone) => {
    expect(normalisePhone(text, country)).toBe(phone);
  });
});

describe('what names a person', () => {
  test('strongest first, normalised', () => {
    expect(identifiersOf({ anonymousId: ' b1 ', email: 'Anna@acme.com', crmId: 'c1', userId: 'u1' })).toEqual([
      { kind: 'userId', value: 'u1' },
      { kind: 'crmId', value: 'c1' },
      { kind: 'email', value: 'anna@acme.com' },
      { kind: 'anonymousId', value: 'b1' },
    ]);
  });

  test.each(['', ' ', 'null', 'undefined', 'NaN', 'Anonymous', '[object Object]', '0'])('%j is nobody', (userId) => {
    expect(identifiersOf({ userId })).toEqual([]);
  });
});

test('lead ids sort by when they were made', () => {
  const ids = [0, 1, 1_700_000_000_000, 1_700_000_000_001].map((ms) => leadIdOf(ms, 'event'));
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});
