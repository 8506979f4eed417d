import { expect, test } from '@jest/globals';
import { defaultAgreement } from './default-agreement.ts';
import { choiceNamed, reasonsWithChoices } from './reasons-with-choices.ts';

const choicesOf = (code: string, document = defaultAgreement) =>
  reasonsWithChoices(document).find((reason) => reason.code === code)?.asks[0]?.choices;

test('offers the criteria, the required fields and the exclusions of the document itself', () => {
  const [criterion] = defaultAgreement.goodLead;
  expect(choicesOf('outside-definition')).toContainEqual({ value: criterion!.id, label: criterion!.label });
  expect(choicesOf('bad-data')?.map(({ value }) => value)).toEqual(defaultAgreement.fit.requiredFields);
  expect(choicesOf('not-a-buyer')).toHaveLength(defaultAgreement.exclusions.length);
});

test('any answer is taken where nothing is listed', () => {
  expect(choicesOf('wrong-owner')).toBeNull();
  expect(choicesOf('not-a-buyer', { ...defaultAgreement, exclusions: [] })).toBeNull();
});

test('an answer names a choice by its value or its words', () => {
  const choices = [{ value: 'size', label: 'The right size' }];
  expect(choiceNamed(choices, ' SIZE ')).toBe(choices[0]);
  expect(choiceNamed(choices, 'the right size')).toBe(choices[0]);
  expect(choiceNamed(choices, 'weather')).toBeUndefined();
});
