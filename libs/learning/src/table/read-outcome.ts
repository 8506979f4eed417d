import { isMissing } from './read-cell.ts';

/** `unknown`: the row says nothing; `unreadable`: it says something that is neither won nor lost. */
export type Outcome = 'won' | 'lost' | 'unknown' | 'unreadable';

const WON = new Set(['yes', 'y', 'true', 't', '1', '1.0', 'won', 'closed won', 'converted', 'win']);
const LOST = new Set(['no', 'n', 'false', 'f', '0', '0.0', 'lost', 'closed lost', 'not converted', 'loss']);

/** `positive`: the one value that means won, without regard to case; every other value then means lost. */
export function readOutcome(text: string, positive: string | undefined): Outcome {
  const word = text.trim().toLowerCase();
  if (positive !== undefined && word === positive.trim().toLowerCase()) return 'won';
  if (isMissing(word)) return 'unknown';
  if (positive !== undefined) return 'lost';
  if (WON.has(word)) return 'won';
  return LOST.has(word) ? 'lost' : 'unreadable';
}
