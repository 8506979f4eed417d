import { z } from 'zod';
import { documentShape } from '../schema/agreement-document.ts';

type Node = { [key: string]: unknown };

/**
 * JSON Schema (draft 7, which every editor knows) of the document as people write it, for editors that complete, explain and
 * check while typing. What no single field can show is left to `parseAgreement`.
 */
export function agreementJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(documentShape, { target: 'draft-7', io: 'input', unrepresentable: 'any' });
  return { ...schema, title: 'Smarketing agreement' };
}

/** The generated file's text. */
export function agreementJsonSchemaText(): string {
  return `${JSON.stringify(agreementJsonSchema(), null, 2)}\n`;
}

let known: Node | undefined;

/** The names that may stand in the object at a place of the document, whatever alternatives there are. */
export function knownKeys(path: readonly PropertyKey[]): string[] {
  known ??= agreementJsonSchema();
  return keysOf(nodesAt(path, known));
}

/** The values that may stand at a place of the document, where they are a closed list. */
export function knownValues(path: readonly PropertyKey[]): string[] {
  known ??= agreementJsonSchema();
  const values = nodesAt(path, known).flatMap((node) =>
    'const' in node ? [node['const']] : ((node['enum'] as unknown[]) ?? []),
  );
  return [...new Set(values.map(String))];
}

function nodesAt(path: readonly PropertyKey[], root: Node): Node[] {
  return path.reduce<Node[]>(
    (nodes, name) => nodes.flatMap((node) => childrenOf(node, name)).flatMap((node) => alternatives(node, root)),
    alternatives(root, root),
  );
}

function childrenOf({ properties, items }: Node, name: PropertyKey): Node[] {
  if (typeof name !== 'number') {
    const named = (properties as Node | undefined)?.[String(name)];
    return named === undefined ? [] : [named as Node];
  }
  if (Array.isArray(items)) return items[name] === undefined ? [] : [items[name] as Node];
  return items === undefined ? [] : [items as Node];
}

/** The node itself, and all that it refers to or chooses from. */
function alternatives(node: Node, root: Node): Node[] {
  const { $ref, anyOf, oneOf, allOf } = node;
  const inner = [anyOf, oneOf, allOf].flatMap((list) => (Array.isArray(list) ? (list as Node[]) : []));
  if (typeof $ref === 'string') inner.push(referred($ref, root));
  return [node, ...inner.flatMap((each) => alternatives(each, root))];
}

function referred($ref: string, root: Node): Node {
  return $ref
    .split('/')
    .slice(1)
    .reduce<Node>((node, name) => node[name] as Node, root);
}

function keysOf(nodes: readonly Node[]): string[] {
  return [...new Set(nodes.flatMap(({ properties }) => Object.keys((properties as Node | undefined) ?? {})))];
}
