import { isMap, isNode, isScalar, parseDocument } from 'yaml';

/**
 * The same YAML text with some of its top sections written anew; everything else, comments and all, stays as it is. The comment
 * lines right above a replaced section go with it. Throws where the text has no such section.
 */
export function replaceSections(yaml: string, sections: ReadonlyMap<string, string>): string {
  const { contents } = parseDocument(yaml);
  const edits = [...sections].map(([name, text]) => {
    const pair = isMap(contents) ? contents.items.find(({ key }) => isScalar(key) && key.value === name) : undefined;
    if (pair === undefined || !isNode(pair.key) || !isNode(pair.value) || !pair.key.range || !pair.value.range) {
      throw new Error(`there is no section ${name}`);
    }
    return { from: aboveComments(yaml, pair.key.range[0]), to: pair.value.range[1], text };
  });
  return edits
    .sort((a, b) => b.from - a.from)
    .reduce((text, edit) => {
      const rest = text.slice(edit.to).replace(/^\n+/, '');
      return `${text.slice(0, edit.from)}${edit.text.trimEnd()}\n${rest === '' ? '' : `\n${rest}`}`;
    }, yaml);
}

/** The start of the comment lines that end right above the given place. */
function aboveComments(yaml: string, from: number): number {
  let start = from;
  while (start > 0) {
    const lineStart = yaml.lastIndexOf('\n', start - 2) + 1;
    if (yaml[lineStart] !== '#') break;
    start = lineStart;
  }
  return start;
}
