import { condition, type Condition } from '../schema/condition.ts';
import { issueInWords } from './issue-in-words.ts';

/** `path` is dotted, from the condition on: `all.0.op`; empty for the condition as a whole. */
export type ConditionProblem = { path: string; message: string };

export type ParsedCondition = { condition: Condition } | { problems: ConditionProblem[] };

/** Where the first condition of a document may stand: there its fields are known by name. */
const PLACE = ['exclusions', 0, 'when'] as const;

/** Reads a condition that stands alone, as JSON or YAML has it, and names every problem by its field. */
export function parseCondition(value: unknown): ParsedCondition {
  const parsed = condition.safeParse(value);
  if (parsed.success) return { condition: parsed.data };
  const document = { exclusions: [{ when: value }] };
  const problems = parsed.error.issues.flatMap((issue) => issueInWords(issue, document, PLACE));
  return {
    problems: problems.map(({ path, message }) => ({ path: path.slice(PLACE.length).map(String).join('.'), message })),
  };
}
