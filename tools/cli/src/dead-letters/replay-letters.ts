import * as z from 'zod';
import { Failure } from '../exit.ts';
import type { Installation } from '../installation/installation.ts';
import { patiently } from '../installation/patiently.ts';
import { Refused } from '../installation/refused.ts';
import type { Terminal } from '../terminal.ts';
import { letterDetails, nameOf, unreachable, type LetterDetails } from './letters.ts';

const LOOK_EVERY_MS = 200;

export type Replayed = {
  readonly letter: string;
  /** `refused`: it was not even tried. `undecided`: its lane has not come to it. */
  readonly outcome: 'applied' | 'divided' | 'failed' | 'refused' | 'undecided';
  readonly detail: string | null;
};

const bulkAnswer = z.looseObject({
  asked: z.array(z.looseObject({ service: z.string(), id: z.string() })),
  hasMore: z.boolean(),
  unreachable,
});

export type Bulk = z.output<typeof bulkAnswer>;

/** Asks for all that are meant to be tried again. */
export function askForAll(installation: Installation, filter: object): Promise<Bulk> {
  return installation.send('POST', '/api/dead-letters/replay', filter, bulkAnswer);
}

/** Asks for one; null where it was asked for, else why not. */
export async function askFor(installation: Installation, name: string): Promise<Replayed | null> {
  try {
    await installation.send('POST', `${pathOf(name)}/replay`, {}, letterDetails);
    return null;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { letter: name, outcome: 'refused', detail: error.detail };
  }
}

export const pathOf = (name: string): string =>
  `/api/dead-letters/${name.split('/').map(encodeURIComponent).join('/')}`;

/** Waits until their lanes have decided, and tells what became of each. */
export async function untilDecided(
  names: readonly string[],
  installation: Installation,
  terminal: Terminal,
  withinMs: number,
): Promise<readonly Replayed[]> {
  const givenUpAt = terminal.now() + withinMs;
  const decided: Replayed[] = [];
  for (const name of names) {
    for (;;) {
      const letter = await patiently(() => installation.get(pathOf(name), letterDetails), terminal);
      const replayed = outcomeOf(letter);
      if (replayed || terminal.now() >= givenUpAt) {
        decided.push(replayed ?? { letter: name, outcome: 'undecided', detail: null });
        break;
      }
      await terminal.wait(LOOK_EVERY_MS);
    }
  }
  return decided;
}

function outcomeOf(letter: LetterDetails): Replayed | null {
  const last = letter.replays.at(-1);
  if (last === undefined) throw new Failure(`${nameOf(letter)} was asked for, and does not know of it.`);
  if (last.outcome === null) return null;
  const detail = last.outcome === 'failed' ? `${letter.reason}: ${letter.detail}` : last.detail;
  return { letter: nameOf(letter), outcome: last.outcome, detail };
}

/** In words: what became of it. */
export function inWords({ letter, outcome, detail }: Replayed): string {
  switch (outcome) {
    case 'applied':
      return `${letter}: applied${detail === null ? '' : ` (${detail})`}`;
    case 'divided':
      return `${letter}: it could be read, but not all of it was applied: see ${detail}`;
    case 'failed':
      return `${letter}: failed again: ${detail}`;
    case 'refused':
      return `${letter}: not tried: ${detail}`;
    case 'undecided':
      return `${letter}: its lane has not come to it yet; \`smarketing doctor\` says whether it stands still`;
  }
}
