import type { Condition, FieldCondition } from '../schema/condition.ts';
import { asKey } from './forms.ts';

/** Comparisons of parts and of their values: more than a document needs that people write, and few enough to take no time. */
const MOST_COMPARISONS = 20_000;

/**
 * Whether the first condition certainly makes the second one hold, whatever the subject. False where that is not so, and where
 * it cannot be told: a pattern, say, is never taken apart, nor are two conditions whose parts are too many to compare each with each.
 */
export function implies(first: Condition, second: Condition): boolean {
  let left = MOST_COMPARISONS;
  return decide(first, second);

  function decide(one: Condition, other: Condition): boolean {
    if (left <= 0) return false;
    left -= 1 + valuesIn(one) + valuesIn(other);
    if (isSame(one, other)) return true;
    if ('all' in other) return other.all.every((part) => decide(one, part));
    if ('any' in one) return one.any.every((part) => decide(part, other));
    if ('any' in other && other.any.some((part) => decide(one, part))) return true;
    if ('all' in one) return one.all.some((part) => decide(part, other));
    if ('any' in other || 'not' in one || 'not' in other) return false;
    return one.field === other.field && fieldImplies(one, other);
  }
}

function valuesIn(condition: Condition): number {
  return 'value' in condition && Array.isArray(condition.value) ? condition.value.length : 0;
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
