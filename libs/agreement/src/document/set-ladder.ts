import { isScalar, parseDocument } from 'yaml';
import type { Rung } from '../schema/agreement-document.ts';

/** The same text with another rung of the ladder: comments and layout stay. The text must be a valid agreement. */
export function setLadder(yamlText: string, rung: Rung): string {
  const node = parseDocument(yamlText).get('ladder', true);
  if (isScalar(node) && node.range) {
    const [from, to] = node.range;
    return `${yamlText.slice(0, from)}${rung}${yamlText.slice(to)}`;
  }
  return `${yamlText.replace(/\n?$/, '\n')}ladder: ${rung}\n`;
}
