import type { LaneDraft } from './lane-draft.ts';
import type { RunnerParts } from './runner-parts.ts';

/** What a batch has decided and set aside, once it is committed. */
export function tellObserver(observer: RunnerParts['observer'], draft: LaneDraft): void {
  for (const { event } of draft.outgoing) observer.decided(event);
  for (const letter of draft.letters) observer.setAside(letter);
  for (const { letter, outcome } of draft.settled) if (outcome === 'failed') observer.setAside(letter);
}
