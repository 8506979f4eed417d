import type { LeadAtHand } from '../domain/lead-score.ts';
import type { AttemptNote } from '../domain/prediction/attempt.ts';

type Of<K extends AttemptNote['kind']> = Extract<AttemptNote, { readonly kind: K }> & { readonly leadId: string };

/** What a batch says of attempts, in the order in which it is to be stored. */
export type AttemptNotes = {
  /** Leads whose attempts are forgotten. */
  readonly withdrawn: readonly string[];
  readonly began: readonly Of<'began'>[];
  readonly ended: readonly Of<'ended'>[];
};

/** Sorted, so that two transactions take their locks in the same order. What came before a withdrawal goes with it. */
export function attemptNotes(leads: ReadonlyMap<string, LeadAtHand>): AttemptNotes {
  const notes = [...leads].flatMap(([leadId, { atHand }]) => {
    const last = atHand.attempts.findLastIndex(({ kind }) => kind === 'withdrawn');
    return atHand.attempts.slice(Math.max(0, last)).map((note) => ({ ...note, leadId }));
  });
  const byCycle = (a: { readonly cycleId: string }, b: { readonly cycleId: string }) =>
    a.cycleId < b.cycleId ? -1 : 1;
  return {
    withdrawn: notes.flatMap(({ kind, leadId }) => (kind === 'withdrawn' ? [leadId] : [])).toSorted(),
    began: notes.filter((note): note is Of<'began'> => note.kind === 'began').toSorted(byCycle),
    ended: notes.filter((note): note is Of<'ended'> => note.kind === 'ended').toSorted(byCycle),
  };
}
