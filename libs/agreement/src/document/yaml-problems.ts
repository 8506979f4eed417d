import { visit, type Document, type YAMLError } from 'yaml';

/** What is wrong with the text as YAML; `offset` is where. */
export type TextProblem = { offset: number; message: string };

export const TOO_DEEP = 'this cannot be read: its blocks are nested too deeply, or contain themselves';

/** In the words of somebody who writes agreements, not parsers; what is rare keeps the parser's own. */
const IN_WORDS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'lines are indented by spaces here, and this is a tab',
  DUPLICATE_KEY: 'this field stands twice in the same block: keep one of them',
  BAD_INDENT: 'this line is not indented like its neighbours',
  MISSING_CHAR: 'something is missing here: a closing bracket, a quote, a comma, or a space after the colon',
  UNEXPECTED_TOKEN:
    'this does not belong here: look for a bracket, a quote or a comma too many, or put the text in quotes',
  MULTIPLE_DOCS: 'an agreement is one document: "---" in the middle begins another',
  BLOCK_AS_IMPLICIT_KEY:
    'a block cannot begin on the same line as another field: put it on a line of its own, or the text in quotes',
  MULTILINE_IMPLICIT_KEY: 'the name of a field stands on one line, followed by a colon',
  TAG_RESOLVE_FAILED: 'tags that begin with "!" mean nothing here: leave it out',
  BAD_ALIAS: 'an alias is a "*" and a name that an "&" gave before; put a text that begins with "*" or "&" in quotes',
  BAD_SCALAR_START: 'a text that begins with this sign stands in quotes',
  BLOCK_IN_FLOW: 'within brackets entries are separated by commas, not by lines',
  NON_STRING_KEY: 'the name of a field is a text',
  RESOURCE_EXHAUSTION: TOO_DEEP,
  BAD_DQ_ESCAPE: 'between double quotes a backslash begins an escape: use single quotes around a pattern',
  KEY_OVER_1024_CHARS: 'the name of a field cannot be that long',
};

/** All of them; `isFatal` when the text says nothing that could be checked any further. */
export function yamlProblems(yaml: Document): { problems: TextProblem[]; isFatal: boolean } {
  const found: readonly YAMLError[] = [...yaml.errors, ...yaml.warnings];
  const problems = found.map((error) => ({ offset: error.pos[0], message: IN_WORDS[error.code] ?? error.message }));
  return { problems, isFatal: yaml.errors.some(({ code }) => code !== 'DUPLICATE_KEY') };
}

/** Deeper than any agreement, and far from where reading it would exhaust the stack. */
const DEEPEST = 100;

/** A file may repeat a block by an alias, but not grow by them without bound, nor contain itself. */
export function readValue(yaml: Document): { value: unknown } | { problem: TextProblem } {
  try {
    const value: unknown = yaml.toJS({ maxAliasCount: 100 });
    return isDeeperThan(DEEPEST, value) ? { problem: { offset: 0, message: TOO_DEEP } } : { value };
  } catch (error) {
    if (!(error instanceof ReferenceError)) return { problem: { offset: 0, message: TOO_DEEP } };
    const message = error.message.startsWith('Excessive alias count')
      ? 'blocks are repeated by aliases more than a hundred times over: write them out'
      : 'this alias names nothing that stands before it';
    return { problem: { offset: firstAlias(yaml), message } };
  }
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((each) => isDeeperThan(levels - 1, each));
}

function firstAlias(yaml: Document): number {
  let offset = 0;
  visit(yaml, {
    Alias(_key, node) {
      offset = node.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}
