import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { agreementDocument, type AgreementDocument } from '../schema/agreement-document.ts';

/** What is wrong, and where: `line` and `column` count from 1, `path` is dotted (`fit.dimensions.0.label`). */
export type AgreementProblem = { line: number; column: number; path: string; message: string };

export type ParsedAgreement = { document: AgreementDocument } | { problems: AgreementProblem[] };

type Path = readonly PropertyKey[];

/** Reads an agreement from YAML (or JSON), and reports every problem at once with its place in the text. */
export function parseAgreement(yamlText: string): ParsedAgreement {
  const lines = new LineCounter();
  const yaml = parseDocument(yamlText, { lineCounter: lines, prettyErrors: false });
  if (yaml.errors.length > 0) {
    return {
      problems: yaml.errors.map((error) => ({ ...place(lines, error.pos[0]), path: '', message: error.message })),
    };
  }
  let value: unknown;
  try {
    // A file may repeat a block by an alias, but not grow by them without bound.
    value = yaml.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return {
      problems: [{ line: 1, column: 1, path: '', message: error instanceof Error ? error.message : String(error) }],
    };
  }
  const parsed = agreementDocument.safeParse(value);
  if (parsed.success) return { document: parsed.data };
  const problems = parsed.error.issues
    .flatMap((issue) => readable(issue, []))
    .map(({ path, message, key }) => ({
      ...place(lines, offsetOf(yaml, path, key)),
      path: path.map(String).join('.'),
      message,
    }));
  return { problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}

type Readable = { path: Path; message: string; key?: string };

/** Names unknown keys one by one, and of a union shows the alternative that the author most likely meant. */
function readable(issue: z.core.$ZodIssue, parent: Path): Readable[] {
  const path = [...parent, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], key, message: `unknown key "${key}"` }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const meant = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
    return meant.flatMap((each) => readable(each, path));
  }
  return [{ path, message: issue.message }];
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(
    0,
    ...issues.map((issue) =>
      issue.code === 'invalid_union' && issue.errors.length > 0
        ? issue.path.length + Math.max(...issue.errors.map(depth))
        : issue.path.length,
    ),
  );
}

/** The place of the node; of what is missing, its nearest parent that is there. */
function offsetOf(yaml: Document, path: Path, key: string | undefined): number {
  if (key !== undefined) {
    const parent = path.length === 1 ? yaml.contents : yaml.getIn(path.slice(0, -1), true);
    const pair = isMap(parent)
      ? parent.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === key)
      : undefined;
    if (pair !== undefined && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
  }
  for (let length = path.length; length > 0; length -= 1) {
    const node = yaml.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return yaml.contents?.range?.[0] ?? 0;
}

function place(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}
