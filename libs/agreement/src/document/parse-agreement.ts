import { parseDocument, type Document } from 'yaml';
import { agreementDocument, documentShape, type AgreementDocument } from '../schema/agreement-document.ts';
import { contradictions } from '../schema/contradictions.ts';
import { issueInWords, type FieldProblem } from './issue-in-words.ts';
import { offsetOf } from './place-in-yaml.ts';
import { readValue, TOO_DEEP, yamlProblems, type TextProblem } from './yaml-problems.ts';

/** What is wrong, and where: `line` and `column` count from 1, `path` is dotted (`fit.dimensions.0.label`). */
export type AgreementProblem = { line: number; column: number; path: string; message: string };

export type ParsedAgreement = { document: AgreementDocument } | { problems: AgreementProblem[] };

/** More than this in one text would help nobody, nor would the time it takes to read it. */
const MOST_CHARACTERS = 2_000_000;

/** Reads an agreement from YAML (or JSON), and reports every problem at once with its place in the text, in the order of the text. */
export function parseAgreement(yamlText: string): ParsedAgreement {
  if (yamlText.length > MOST_CHARACTERS) {
    return {
      problems: [{ line: 1, column: 1, path: '', message: 'no agreement is that long: two million letters at most' }],
    };
  }
  const placed = ({ offset, message }: TextProblem, path = ''): AgreementProblem => ({
    ...placeOf(yamlText, Math.min(offset, yamlText.trimEnd().length)),
    path,
    message,
  });
  let yaml: Document;
  try {
    yaml = parseDocument(yamlText, { prettyErrors: false, logLevel: 'silent' });
  } catch {
    return { problems: [placed({ offset: 0, message: TOO_DEEP })] };
  }
  const { problems: textProblems, isFatal } = yamlProblems(yaml);
  const found = textProblems.map((problem) => placed(problem));
  if (isFatal) return { problems: inOrder(found) };
  const read = readValue(yaml);
  if ('problem' in read) return { problems: inOrder([...found, placed(read.problem)]) };
  const parsed = agreementDocument.safeParse(read.value);
  if (parsed.success && found.length === 0) return { document: parsed.data };
  const issues = parsed.success ? [] : parsed.error.issues;
  const fieldProblems: FieldProblem[] = [
    ...issues.flatMap((issue) => issueInWords(issue, read.value)),
    ...(parsed.success ? [] : contradictions(readableSections(read.value))),
  ];
  for (const { path, message, key } of fieldProblems) {
    found.push(placed({ offset: offsetOf(yaml, path, key), message }, path.map(String).join('.')));
  }
  return { problems: inOrder(withoutRepetition(found)) };
}

/** What can be read of a document with mistakes, so that what the rest of it says against itself is reported at once, too. */
function readableSections(value: unknown): Partial<AgreementDocument> {
  if (typeof value !== 'object' || value === null) return {};
  const given = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(documentShape.shape).flatMap(([section, schema]) => {
      const parsed = schema.safeParse(Object.hasOwn(given, section) ? given[section] : undefined);
      return parsed.success ? [[section, parsed.data]] : [];
    }),
  );
}

function withoutRepetition(problems: readonly AgreementProblem[]): AgreementProblem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function inOrder(problems: readonly AgreementProblem[]): AgreementProblem[] {
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
