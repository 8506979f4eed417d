import { isAlias, isMap, isNode, isScalar, isSeq, type Document, type Node, type Pair } from 'yaml';

/** Where in the text a field stands, as an offset; of what is missing, the nearest parent that is there. */
export function offsetOf(yaml: Document, path: readonly PropertyKey[], key: string | undefined): number {
  let node = resolved(yaml, yaml.contents);
  let offset = node?.range?.[0] ?? 0;
  for (const [index, name] of path.entries()) {
    const pair = isMap(node) ? pairOf(node.items, String(name)) : undefined;
    if (key !== undefined && index === path.length - 1 && isNode(pair?.key)) return pair.key.range?.[0] ?? offset;
    const child: unknown = isSeq(node) ? node.items[Number(name)] : pair?.value;
    // A field without a value stands where its name is.
    if (isNode(pair?.key)) offset = pair.key.range?.[0] ?? offset;
    if (!isNode(child)) return offset;
    offset = isEmptyScalar(child) ? offset : (child.range?.[0] ?? offset);
    node = resolved(yaml, child);
  }
  return offset;
}

function pairOf(items: readonly Pair[], name: string): Pair | undefined {
  return items.find(({ key }) => isScalar(key) && String(key.value) === name);
}

function isEmptyScalar(node: Node): boolean {
  return isScalar(node) && node.value === null && node.source === '';
}

/** What an alias stands for: the text to be put right is there. */
function resolved(yaml: Document, node: unknown): Node | undefined {
  if (isAlias(node)) return node.resolve(yaml);
  return isNode(node) ? node : undefined;
}
