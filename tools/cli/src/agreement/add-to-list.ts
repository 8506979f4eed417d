import { isCollection, isNode, isSeq, parseDocument, stringify } from 'yaml';

/** As a YAML list of one, so that it can be read, or pasted, as it would stand in the document. */
export function asListItem(value: unknown): string {
  return stringify([value], { lineWidth: 0 });
}

/**
 * The same YAML text with one more entry at the end of a list; everything else, comments and all, stays as it is. A list that is written in one line, or
 * is not there yet, makes the text be printed anew, with its comments.
 */
export function addToList(yaml: string, path: readonly string[], value: unknown): string {
  const document = parseDocument(yaml);
  const list = document.getIn(path);
  const last = isSeq(list) && list.flow !== true ? list.items.at(-1) : undefined;
  if (isSeq(list) && isNode(last) && list.range && last.range) {
    const indent = ' '.repeat(list.range[0] - (yaml.lastIndexOf('\n', list.range[0] - 1) + 1));
    const lineEnd = yaml.indexOf('\n', yaml.slice(0, last.range[1]).trimEnd().length);
    const end = lineEnd === -1 ? yaml.length : lineEnd;
    const added = asListItem(value).trimEnd().replaceAll(/^/gm, indent);
    return `${yaml.slice(0, end)}\n${added}${yaml.slice(end)}`;
  }
  if (isCollection(list)) document.addIn(path, document.createNode(value));
  else document.setIn(path, document.createNode([value]));
  return document.toString({ lineWidth: 0 });
}
