import type { Condition } from '../schema/condition.ts';
import { listInWords, numberInWords } from './points-in-words.ts';

/** A condition as a clause: "headcount is between 50 and 1,000". */
export function conditionInWords(condition: Condition): string {
  if ('all' in condition) return nested(condition.all, 'and');
  if ('any' in condition) return nested(condition.any, 'or');
  if ('not' in condition) return `not (${conditionInWords(condition.not)})`;
  const { field } = condition;
  switch (condition.op) {
    case 'eq':
      return `${field} is ${valueInWords(condition.value)}`;
    case 'ne':
      return `${field} is not ${valueInWords(condition.value)}`;
    case 'in':
      return `${field} is ${listInWords(condition.value.map(valueInWords), 'or')}`;
    case 'notIn':
      return `${field} is none of ${listInWords(condition.value.map(valueInWords))}`;
    case 'gt':
      return `${field} is above ${numberInWords(condition.value)}`;
    case 'gte':
      return `${field} is at least ${numberInWords(condition.value)}`;
    case 'lt':
      return `${field} is below ${numberInWords(condition.value)}`;
    case 'lte':
      return `${field} is at most ${numberInWords(condition.value)}`;
    case 'between':
      return `${field} is between ${numberInWords(condition.value[0])} and ${numberInWords(condition.value[1])}`;
    case 'exists':
      return `${field} is known`;
    case 'missing':
      return `${field} is unknown`;
    case 'contains':
      return `${field} contains ${valueInWords(condition.value)}`;
    case 'startsWith':
      return `${field} starts with ${valueInWords(condition.value)}`;
    case 'endsWith':
      return `${field} ends with ${valueInWords(condition.value)}`;
    case 'matches':
      return `${field} matches /${condition.value}/`;
  }
}

/** Within another one a list of conditions stands in brackets; so does a list of one. */
function nested(parts: Condition[], word: 'and' | 'or'): string {
  const clauses = parts.map((part) =>
    'all' in part || 'any' in part ? `(${conditionInWords(part)})` : conditionInWords(part),
  );
  return clauses.length === 1 ? `(${clauses[0]})` : clauses.join(` ${word} `);
}

/** Text in quotes, so that it is told from numbers, and from the sentence around it. */
function valueInWords(value: string | number | boolean): string {
  if (typeof value === 'number') return numberInWords(value);
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : `"${value}"`;
}
