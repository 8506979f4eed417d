import { setImmediate as nextTurn } from 'node:timers/promises';
import { withRobotsMarked } from './domain/mail-robots.ts';
import type { Excerpt } from './domain/preview/excerpt.ts';
import type { Glance, History } from './domain/preview/history.ts';
import type { LeadScores } from './store/lead-scores.ts';

/** Others wait for this process meanwhile: after so long they get their turn. */
const TURN_MS = 5;
const EXCERPTS_AT_ONCE = 50;

export type Onlooker = {
  /** Looks at a lead; true where its whole history is to be seen, too. */
  glance(lead: Glance): boolean;
  see(history: History): void;
};

/** Shows all leads of an excerpt to somebody, and gives way to others in between. Ends with the signal's reason when that is aborted. */
export async function throughHistory(
  leads: LeadScores,
  excerpt: Excerpt,
  onlooker: Onlooker,
  signal: AbortSignal,
): Promise<void> {
  let turnBeganMs = performance.now();
  const giveWay = async (): Promise<void> => {
    if (performance.now() - turnBeganMs < TURN_MS) return;
    await nextTurn();
    signal.throwIfAborted();
    turnBeganMs = performance.now();
  };
  for await (const page of leads.glances(excerpt)) {
    signal.throwIfAborted();
    const worth: Glance[] = [];
    for (const lead of page) {
      if (onlooker.glance(lead)) worth.push(lead);
      await giveWay();
    }
    for await (const { some, evidence } of excerptsOf(leads, worth, excerpt)) {
      turnBeganMs = performance.now();
      for (const lead of some) {
        onlooker.see({ ...lead, evidence: withRobotsMarked(evidence.get(lead.leadId) ?? []) });
        await giveWay();
      }
    }
  }
}

/** Some leads at a time; the database looks for the next ones while these are worked on. */
async function* excerptsOf(leads: LeadScores, worth: readonly Glance[], excerpt: Excerpt) {
  const ask = (from: number) => {
    const some = worth.slice(from, from + EXCERPTS_AT_ONCE);
    const evidence = leads.excerpts(
      some.map(({ leadId }) => leadId),
      excerpt,
    );
    evidence.catch(() => undefined);
    return { some, evidence };
  };
  let next = worth.length === 0 ? null : ask(0);
  for (let from = EXCERPTS_AT_ONCE; next !== null; from += EXCERPTS_AT_ONCE) {
    const { some, evidence } = next;
    const found = await evidence;
    next = from < worth.length ? ask(from) : null;
    yield { some, evidence: found };
  }
}
