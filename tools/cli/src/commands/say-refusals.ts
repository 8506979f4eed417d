import type { Refusal } from '../delivery/outgoing.ts';
import type { Terminal } from '../terminal.ts';

const MOST_SHOWN = 20;

/** The first of what did not go in, as editors understand places: `file:line: reason`. */
export function sayRefusals(file: string, refused: readonly Refusal[], terminal: Pick<Terminal, 'err'>): void {
  for (const { line, reason } of refused.slice(0, MOST_SHOWN)) terminal.err(`${file}:${line}: ${reason}`);
  const more = refused.length - MOST_SHOWN;
  if (more > 0) terminal.err(`${file}: and ${more.toLocaleString('en-US')} more; --json lists them all.`);
}
