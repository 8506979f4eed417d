import type { JsonValue } from '@smarketing/contracts';
import type { CycleEnd } from '../lead-score.ts';
import type { Features } from './features.ts';

/** What a decision says of an attempt to sell; the store keeps attempts as rows of their own. */
export type AttemptNote =
  /** `fields`: who they are, as was known then. */
  | {
      readonly kind: 'began';
      readonly cycleId: string;
      readonly atMs: number;
      readonly fields: Readonly<Record<string, JsonValue>>;
    }
  | { readonly kind: 'ended'; readonly cycleId: string; readonly atMs: number; readonly outcome: AttemptOutcome }
  /** The person objected to profiling: what their attempts tell is not learned from any more. */
  | { readonly kind: 'withdrawn' };

export type AttemptOutcome = 'won' | 'lost';

/** A lead that marketing handed over, as it was known at that instant. Epoch milliseconds. */
export type Attempt = { readonly beganAtMs: number; readonly features: Features };

export type EndedAttempt = Attempt & { readonly won: boolean; readonly endedAtMs: number };

/**
 * What the end of a cycle teaches. Whatever sales gave up after contact was not won: a lost deal, a disqualified lead, and one that
 * was given back, also where it may be won another time, as that is an attempt of its own. A rejected lead teaches nothing:
 * nobody tried to sell, and a rejection judges the hand-over.
 */
export function outcomeOf(end: CycleEnd): AttemptOutcome | null {
  switch (end) {
    case 'won':
      return 'won';
    case 'lost':
    case 'disqualified':
    case 'recycled':
      return 'lost';
    case 'rejected':
    case 'superseded':
      return null;
  }
}
