import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Condition } from '../schema/condition.ts';
import { compileCondition } from './compile-condition.ts';
import { implies } from './implies.ts';

const field = fc.constantFrom('a', 'b');
const number = fc.integer({ min: -2, max: 2 });
const scalar = fc.oneof(number, fc.constantFrom('x', 'X', 'y', '1', 'true'), fc.boolean());
const leaf = fc.oneof(
  fc.record({ field, op: fc.constantFrom('eq' as const, 'ne' as const), value: scalar }),
  fc.record({ field, op: fc.constantFrom('in' as const, 'notIn' as const), value: fc.array(scalar, { minLength: 1 }) }),
  fc.record({
    field,
    op: fc.constantFrom('gt' as const, 'gte' as const, 'lt' as const, 'lte' as const),
    value: number,
  }),
  fc.tuple(field, number, number).map(([name, x, y]) => ({
    field: name,
    op: 'between' as const,
    value: [Math.min(x, y), Math.max(x, y)] as [number, number],
  })),
  fc.record({ field, op: fc.constantFrom('exists' as const, 'missing' as const) }),
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 2 },
    leaf,
    fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
}));
const value = fc.oneof(scalar, fc.constantFrom(null, undefined, [1], ['x', 2]));
const subject = fc.record({ a: value, b: value });

describe('one condition that makes another hold', () => {
  it.each<[Condition, Condition]>([
    [
      { field: 'headcount', op: 'between', value: [50, 100] },
      { field: 'headcount', op: 'gte', value: 50 },
    ],
    [
      { field: 'country', op: 'eq', value: 'de' },
      { field: 'country', op: 'in', value: ['AT', 'DE'] },
    ],
    [
      { field: 'country', op: 'eq', value: 'DE' },
      {
        any: [
          { field: 'title', op: 'exists' },
          { field: 'country', op: 'exists' },
        ],
      },
    ],
  ])('%j makes %j', (first, second) => {
    expect(implies(first, second)).toBe(true);
    expect(implies(second, first)).toBe(false);
  });

  it('is not claimed where telling would take too long', () => {
    const many = (count: number, op: 'eq' | 'ne'): Condition[] =>
      Array.from({ length: count }, (_, value) => ({ field: 'a', op, value: op === 'eq' ? value : -1 - value }));
    const first = (size: number): Condition => ({
      any: Array.from({ length: size }, () => ({ all: many(size, 'eq') })),
    });
    const second = (size: number): Condition => ({
      all: Array.from({ length: size }, () => ({ any: many(size, 'ne') })),
    });
    expect([implies(first(3), second(3)), implies(first(100), second(100))]).toEqual([true, false]);
  });

  it('is claimed only where it is so', () => {
    let claimed = 0;
    fc.assert(
      fc.property(condition, condition, fc.array(subject, { minLength: 8 }), (first, second, subjects) => {
        if (!implies(first, second)) return;
        claimed += 1;
        const [one, other] = [compileCondition(first), compileCondition(second)];
        for (const each of subjects) if (one(each) === true) expect(other(each)).toBe(true);
      }),
      { numRuns: 5_000 },
    );
    expect(claimed).toBeGreaterThan(50);
  });
});
