import { describe, expect, test } from '@jest/globals';
import { profileField, profileFields, withCountryCodes } from './profile-field.ts';

describe('the field of a column', () => {
  test.each([
    ['Job Title', 'title'],
    ['number_of_employees', 'headcount'],
    ['Annual Revenue', 'turnover'],
    ['Lead Source', 'leadSource'],
    ['landing_page_id', 'landing_page_id'],
    ['A free copy of Mastering The Interview', 'aFreeCopyOfMasteringTheInterview'],
    ['Größe (m)', 'größeM'],
    ['properties.topic', 'propertiesTopic'],
    ['???', 'column'],
  ])('%j is %s', (column, field) => {
    expect(profileField(column)).toBe(field);
  });

  test('is no other column’s', () => {
    const fields = profileFields(['Title', 'Job Title', 'position']);
    expect([...fields.values()]).toEqual(['title', 'title2', 'title3']);
  });
});

test('countries stand by name and by code', () => {
  expect(withCountryCodes(['India', 'Atlantis', 'DE'])).toEqual(['India', 'IN', 'Atlantis', 'DE']);
});
