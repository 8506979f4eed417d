/** One JSON value of a text, and the line in which it begins, from 1. */
export type Piece = { readonly line: number; readonly text: string };

/**
 * Takes a text of events apart: a JSON array, one JSON value, or one value a line (NDJSON). Nothing is parsed as a whole, so a
 * broken one costs only itself.
 */
export function splitEvents(text: string): Piece[] {
  const start = text.replace(/^\uFEFF/, ' ');
  const trimmed = start.trimStart();
  if (trimmed.startsWith('[')) return arrayItems(start, start.length - trimmed.length);
  if (isJson(start)) return [{ line: lineAt(start, start.length - trimmed.length), text: trimmed }];
  return start.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [{ line: index + 1, text: line }]));
}

function arrayItems(text: string, opening: number): Piece[] {
  const pieces: Piece[] = [];
  let line = lineAt(text, opening);
  let depth = 0;
  let inText = false;
  let begin = -1;
  let beginLine = line;
  const end = (at: number): void => {
    if (begin >= 0) pieces.push({ line: beginLine, text: text.slice(begin, at) });
    begin = -1;
  };
  for (let at = opening + 1; at < text.length; at += 1) {
    const char = text[at]!;
    if (char === '\n') line += 1;
    if (inText) {
      if (char === '\\') at += 1;
      else if (char === '"') inText = false;
      continue;
    }
    if (depth === 0 && (char === ',' || char === ']')) {
      end(at);
      if (char === ']') return pieces;
      continue;
    }
    if (begin < 0 && char.trim() !== '') [begin, beginLine] = [at, line];
    if (char === '"') inText = true;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
  }
  // The array is not closed: what was begun is shown to be broken by its parser.
  end(text.length);
  return pieces;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
