import { Failure } from '../exit.ts';

/** One thing that the doctor looked at. A `note` is worth knowing and needs nobody; a `problem` does. */
export type Finding = {
  readonly what: string;
  readonly state: 'ok' | 'note' | 'problem';
  readonly words: string;
  /** Since when it is so (ISO 8601, by the installation's clock). */
  readonly since?: string;
  /** What to do about it. */
  readonly advice?: string;
};

export const ok = (what: string, words: string): Finding => ({ what, state: 'ok', words });
export const note = (what: string, words: string): Finding => ({ what, state: 'note', words });
export const problem = (what: string, words: string): Finding => ({ what, state: 'problem', words });

/** A failed look is what the doctor came for. */
export function problemOf(what: string, error: unknown): Finding {
  if (error instanceof Failure) return problem(what, error.message);
  return problem(what, error instanceof Error ? error.message : String(error));
}
