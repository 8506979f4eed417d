import type { Decision, TimerRequest } from '@smarketing/messaging';
import type { BookDraft } from './domain/book-draft.ts';
import type { BookChanges } from './domain/book-view.ts';
import type { LeadRouting } from './domain/lead-routing.ts';
import type { Placed } from './domain/place-cycle.ts';
import { nextRetry } from './domain/retry.ts';

/** The timer that asks again for what waits: one per lead, due when its earliest waiting cycle is. */
export const HELD_DUE = 'when-held-due';

/** Turns what was decided about a lead into what the runner carries out. */
export function routingDecision(
  leadId: string,
  before: LeadRouting,
  { lead, emits }: Placed,
  draft: BookDraft,
  fired = false,
): Decision<LeadRouting, BookChanges> {
  return {
    state: lead === before ? undefined : lead,
    changes: draft.changes(),
    emits,
    timers: heldTimer(leadId, before, lead, fired),
  };
}

/** `fired`: the timer is spent, so the next one has to be set even if its time is the same. */
export function heldTimer(leadId: string, before: LeadRouting, after: LeadRouting, fired = false): TimerRequest[] {
  const due = nextRetry(after);
  const set = fired ? null : nextRetry(before);
  if (due === set) return [];
  return [
    due === null
      ? { name: HELD_DUE, key: leadId, cancel: true }
      : { name: HELD_DUE, key: leadId, dueAtMs: due, data: null },
  ];
}
