import { describe, expect, it } from '@jest/globals';
import type { Condition } from '../schema/condition.ts';
import { compileCondition, compileConditionOn } from './compile-condition.ts';
import { FieldTable } from './field-table.ts';

const subject = {
  headcount: 200,
  turnover: '5000000',
  industry: 'Software',
  tags: ['Beta', 'vip'],
  customer: false,
  nothing: null,
  properties: { topic: 'late deliveries', 'a.b': 1 },
  'odd.name': 'x',
};

describe('a condition', () => {
  it.each<[Condition, boolean | undefined]>([
    [{ field: 'headcount', op: 'between', value: [50, 200] }, true],
    [{ field: 'headcount', op: 'gt', value: 200 }, false],
    [{ field: 'headcount', op: 'gte', value: 200 }, true],
    [{ field: 'turnover', op: 'lt', value: 6_000_000 }, true],
    [{ field: 'industry', op: 'gt', value: 1 }, undefined],
    [{ field: 'industry', op: 'eq', value: 'software' }, true],
    [{ field: 'industry', op: 'ne', value: 'software' }, false],
    [{ field: 'industry', op: 'in', value: ['saas', 'SOFTWARE'] }, true],
    [{ field: 'industry', op: 'notIn', value: ['saas'] }, true],
    [{ field: 'customer', op: 'eq', value: false }, true],
    [{ field: 'tags', op: 'contains', value: 'VIP' }, true],
    [{ field: 'properties.topic', op: 'contains', value: 'Late' }, true],
    [{ field: 'properties.topic', op: 'startsWith', value: 'late' }, true],
    [{ field: 'properties.topic', op: 'endsWith', value: 'deliveries' }, true],
    [{ field: 'properties.topic', op: 'matches', value: '^late .*s$' }, true],
    [{ field: 'odd.name', op: 'eq', value: 'x' }, true],
    [{ field: 'nothing', op: 'exists' }, false],
    [{ field: 'nothing', op: 'missing' }, true],
    [{ field: 'nothing', op: 'ne', value: 1 }, undefined],
    [{ not: { field: 'absent', op: 'eq', value: 1 } }, undefined],
    [
      {
        all: [
          { field: 'absent', op: 'eq', value: 1 },
          { field: 'headcount', op: 'eq', value: 1 },
        ],
      },
      false,
    ],
    [
      {
        all: [
          { field: 'absent', op: 'eq', value: 1 },
          { field: 'headcount', op: 'exists' },
        ],
      },
      undefined,
    ],
    [
      {
        any: [
          { field: 'absent', op: 'eq', value: 1 },
          { field: 'headcount', op: 'exists' },
        ],
      },
      true,
    ],
    [
      {
        any: [
          { field: 'absent', op: 'eq', value: 1 },
          { field: 'headcount', op: 'missing' },
        ],
      },
      undefined,
    ],
    [{ field: '__proto__.toString', op: 'exists' }, false],
    [{ field: 'constructor', op: 'exists' }, false],
    [{ field: 'properties.topic.length', op: 'exists' }, false],
  ])('%j is %s', (condition, truth) => {
    expect(compileCondition(condition)(subject)).toBe(truth);
    const table = new FieldTable();
    const ofRow = compileConditionOn(table, condition);
    expect(ofRow(table.rowOf(subject))).toBe(truth);
  });

  it('asks a row that many conditions share as it asks the subject', () => {
    const table = new FieldTable();
    const conditions: Condition[] = [
      { field: 'industry', op: 'eq', value: 'software' },
      { field: 'industry', op: 'startsWith', value: 'soft' },
      { field: 'industry', op: 'in', value: ['SAAS', ' Software '] },
      { field: 'headcount', op: 'gte', value: 200 },
      { field: 'headcount', op: 'eq', value: '200' },
      { field: 'absent', op: 'missing' },
    ];
    const asked = conditions.map((each) => compileConditionOn(table, each));
    const row = table.rowOf(subject);
    expect(asked.map((holds) => holds(row))).toEqual([true, true, true, true, true, true]);
    expect(asked.map((holds) => holds(table.rowOf({})))).toEqual([...Array.from({ length: 5 }, () => undefined), true]);
  });

  it('takes linear time for a pattern that makes backtracking engines hang', () => {
    const holds = compileCondition({ field: 'text', op: 'matches', value: '^(a+)+$' });
    expect(holds({ text: `${'a'.repeat(9_000)}!` })).toBe(false);
  });

  it('shows a pattern less of a text the more steps it takes for each letter', () => {
    const startsAt = (letters: number) => ({ text: `${'.'.repeat(letters)}${'a'.repeat(1_000)}` });
    const simple = compileCondition({ field: 'text', op: 'matches', value: 'a' });
    expect([simple(startsAt(9_000)), simple(startsAt(10_000))]).toEqual([true, false]);
    const costly = compileCondition({ field: 'text', op: 'matches', value: '[ab]{1000}' });
    expect([costly(startsAt(900)), costly(startsAt(2_000))]).toEqual([true, false]);
  });

  it('shows the costliest pattern no less of a long text than of a short one', () => {
    const value = `^a.*(${Array.from({ length: 40 }, () => '(?:[ab]{900})?').join('')}b)`;
    const holds = compileCondition({ field: 'text', op: 'matches', value });
    const text = `a${'.'.repeat(150)}b`;
    expect([holds({ text }), holds({ text: `${text}${'.'.repeat(100)}` })]).toEqual([true, true]);
  });
});
