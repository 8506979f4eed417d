import { isScalar, parseDocument } from 'yaml';
import type { Rung } from '../ladder/ladder.ts';

/** The same text with another rung of the ladder: comments and layout stay. The text must be a valid agreement. */
export function setLadder(yamlText: string, rung: Rung): string {
  const document = parseDocument(yamlText);
  const node = document.get('ladder', true);
  const [from, to] = isScalar(node) && node.range ? node.range : [yamlText.length, yamlText.length];
  const written = isScalar(node) ? rung : `${yamlText.endsWith('\n') ? '' : '\n'}ladder: ${rung}\n`;
  const edited = `${yamlText.slice(0, from)}${written}${yamlText.slice(to)}`;
  const parsed = parseDocument(edited);
  if (parsed.errors.length === 0 && parsed.get('ladder') === rung) return edited;
  // A form into which nothing can be written in place: on one line, indented, or by an alias.
  document.set('ladder', rung);
  return document.toString({ lineWidth: 0 });
}
