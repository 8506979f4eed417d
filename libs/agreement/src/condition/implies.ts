import type { Condition, FieldCondition } from '../schema/condition.ts';
import { asKey } from './forms.ts';

/**
 * Whether the first condition certainly makes the second one hold, whatever the subject. False where that is not so, and where
 * it cannot be told: a pattern, say, is never taken apart.
 */
export function implies(first: Condition, second: Condition): boolean {
  if (isSame(first, second)) return true;
  if ('all' in second) return second.all.every((part) => implies(first, part));
  if ('any' in first) return first.any.every((part) => implies(part, second));
  if ('any' in second && second.any.some((part) => implies(first, part))) return true;
  if ('all' in first) return first.all.some((part) => implies(part, second));
  if ('any' in second || 'not' in first || 'not' in second) return false;
  return first.field === second.field && fieldImplies(first, second);
}

function fieldImplies(first: FieldCondition, second: FieldCondition): boolean {
  if (second.op === 'exists') return first.op !== 'missing';
  const range = rangeOf(first);
  const wider = rangeOf(second);
  if (range !== undefined && wider !== undefined) return isInside(range, wider);
  const values = valuesOf(first);
  if (values === undefined) return false;
  if (second.op === 'in' || second.op === 'eq') {
    const among = new Set<unknown>(valuesOf(second));
    return values.every((value) => among.has(value));
  }
  if (second.op === 'ne' || second.op === 'notIn') {
    const none = new Set<unknown>((second.op === 'ne' ? [second.value] : second.value).map(asKey));
    return values.every((value) => !none.has(value));
  }
  return false;
}

type Range = { low: number; withLow: boolean; high: number; withHigh: boolean };

function rangeOf(condition: FieldCondition): Range | undefined {
  const above = { high: Infinity, withHigh: false };
  const below = { low: -Infinity, withLow: false };
  switch (condition.op) {
    case 'gt':
      return { low: condition.value, withLow: false, ...above };
    case 'gte':
      return { low: condition.value, withLow: true, ...above };
    case 'lt':
      return { ...below, high: condition.value, withHigh: false };
    case 'lte':
      return { ...below, high: condition.value, withHigh: true };
    case 'between':
      return { low: condition.value[0], withLow: true, high: condition.value[1], withHigh: true };
    default:
      return undefined;
  }
}

function isInside(range: Range, wider: Range): boolean {
  const low = range.low > wider.low || (range.low === wider.low && (wider.withLow || !range.withLow));
  const high = range.high < wider.high || (range.high === wider.high && (wider.withHigh || !range.withHigh));
  return low && high;
}

/** Values as a compiled condition compares them. */
function valuesOf(condition: FieldCondition): unknown[] | undefined {
  if (condition.op === 'eq') return [asKey(condition.value)];
  return condition.op === 'in' ? condition.value.map(asKey) : undefined;
}

function isSame(first: Condition, second: Condition): boolean {
  return JSON.stringify(first) === JSON.stringify(second);
}
