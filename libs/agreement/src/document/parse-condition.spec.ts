import { describe, expect, it } from '@jest/globals';
import { parseCondition } from './parse-condition.ts';

describe('a condition that stands alone', () => {
  it('is read as in a document', () => {
    const condition = {
      all: [{ field: 'headcount', op: 'lt', value: 10 }, { not: { field: 'country', op: 'exists' } }],
    };
    expect(parseCondition(condition)).toEqual({ condition });
  });

  it.each([
    [{ field: 'headcount', op: 'below', value: 10 }, 'op', /must be one of eq, ne.*"below"/],
    [{ field: 'headcount', op: 'lt', value: 'ten' }, 'value', 'must be a number, and is the text "ten"'],
    [{ all: [{ field: 'headcount', op: 'lt', valeu: 10 }] }, 'all.0.valeu', /did you mean "value"/],
    [{ any: [{ field: 'email', op: 'matches', value: '(' }] }, 'any.0.value', 'is not a pattern that RE2 understands'],
    [undefined, '', /missing/],
  ])('is refused with the field that is wrong: %j', (value, path, message) => {
    const expected = typeof message === 'string' ? message : expect.stringMatching(message);
    expect(parseCondition(value)).toEqual({ problems: expect.arrayContaining([{ path, message: expected }]) });
  });
});
