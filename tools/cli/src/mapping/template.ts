/** A text with columns in it, taken apart. */
export type TemplatePart = { readonly text: string } | { readonly column: string };

const PART = /\{\{|\}\}|\{([^{}]+)\}|[^{}]+/y;

/** The parts of `won/{mql_id}`; null where the braces do not match. */
export function parseTemplate(template: string): TemplatePart[] | null {
  const parts: TemplatePart[] = [];
  PART.lastIndex = 0;
  while (PART.lastIndex < template.length) {
    const match = PART.exec(template);
    if (match === null) return null;
    const [whole, column] = match;
    if (column !== undefined) parts.push({ column: column.trim() });
    else parts.push({ text: whole === '{{' ? '{' : whole === '}}' ? '}' : whole });
  }
  return parts;
}

export function isTemplate(template: string): boolean {
  return parseTemplate(template) !== null;
}
