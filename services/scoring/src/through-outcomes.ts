import { setImmediate as nextTurn } from 'node:timers/promises';
import { withRobotsMarked } from './domain/mail-robots.ts';
import { eventTypesOf, type Hunch } from './domain/hunch/hunch.ts';
import type { HunchCounter } from './domain/hunch/hunch-counter.ts';
import type { Excerpt } from './domain/preview/excerpt.ts';
import type { LeadScores } from './store/lead-scores.ts';

const EXCERPTS_AT_ONCE = 50;

/** Shows everybody to a counter, and of what they did only what it asks for; gives way to others in between. */
export async function throughOutcomes(
  leads: LeadScores,
  { did }: Hunch,
  counter: HunchCounter,
  nowMs: number,
  signal: AbortSignal,
): Promise<void> {
  const excerpt = everDone(did === undefined ? [] : eventTypesOf(did), nowMs);
  for await (const page of leads.everybody()) {
    for (let from = 0; from < page.length; from += EXCERPTS_AT_ONCE) {
      const some = page.slice(from, from + EXCERPTS_AT_ONCE);
      const asked = some.filter((lead) => counter.asksWhatTheyDid(lead)).map(({ leadId }) => leadId);
      const evidence = asked.length === 0 ? new Map() : await leads.excerpts(asked, excerpt);
      for (const lead of some) counter.add(lead, withRobotsMarked(evidence.get(lead.leadId) ?? []));
      await nextTurn();
      signal.throwIfAborted();
    }
  }
}

/** All of these types, whenever they happened. */
function everDone(types: readonly string[], nowMs: number): Excerpt {
  const sinceMs = Number.MIN_SAFE_INTEGER;
  return { span: { fromMs: nowMs, untilMs: nowMs }, sinceMs, signalsSinceMs: sinceMs, types };
}
