import type { CompiledIntent } from '../compile/compile-intent.ts';
import type { BuyerStage } from '../schema/intent.ts';
import type { Span } from './counted-occurrences.ts';
import type { Occurrence, Tallies } from './tallies.ts';

/** An intent signal that still speaks. Instants are epoch milliseconds. */
export type ActiveSignal = {
  signal: string;
  label: string;
  handRaiser: boolean;
  eventId: string;
  occurredAt: number;
  count: number;
};

/** Newest first. */
export function intentAt(tallies: Tallies, intent: CompiledIntent, span: Span): ActiveSignal[] {
  const active: ActiveSignal[] = [];
  for (const id in tallies.signals) {
    const signal = intent.bySignal.get(id);
    if (signal === undefined) continue;
    const living = occurrencesIn(tallies.signals[id], span, signal.withinMs);
    const latest = living.at(-1);
    if (latest === undefined) continue;
    active.push({
      signal: id,
      label: signal.label,
      handRaiser: signal.handRaiser,
      eventId: latest.eventId,
      occurredAt: latest.at,
      count: living.length,
    });
  }
  return active.sort((a, b) => b.occurredAt - a.occurredAt || (a.signal < b.signal ? -1 : 1));
}

/** Those that lie in the span and in (until − withinMs, until]. */
export function occurrencesIn(
  list: readonly Occurrence[] | undefined,
  span: Span,
  withinMs: number,
): readonly Occurrence[] {
  if (list === undefined || list.length === 0) return NONE;
  // They are in order: where the first and the last lie in it, all do.
  const from = Math.max(span.after, span.until - withinMs);
  if (list[0]!.at > from && list.at(-1)!.at <= span.until) return list;
  return list.filter(({ at }) => at <= span.until && at > span.after && at > span.until - withinMs);
}

const NONE: readonly Occurrence[] = [];

export type StageAt = {
  stage: BuyerStage;
  /** Event ids of what shows it; none for a lead who has shown nothing yet. */
  evidence: string[];
};

const STAGES = ['deciding', 'considering', 'aware'] as const;

/** The furthest stage that content engaged with, or a signal that still speaks, shows. */
export function stageAt(
  tallies: Tallies,
  intent: CompiledIntent,
  active: readonly ActiveSignal[],
  span: Span,
): StageAt {
  for (const stage of STAGES) {
    const content = occurrencesIn(tallies.stages[stage], span, intent.stageWindowMs);
    if (content.length === 0 && active.length === 0) continue;
    const signals = active.filter(({ signal }) => intent.bySignal.get(signal)?.stage === stage);
    if (content.length === 0 && signals.length === 0) continue;
    const evidence = new Set([...signals, ...content].map(({ eventId }) => eventId));
    return { stage, evidence: [...evidence] };
  }
  return { stage: 'aware', evidence: [] };
}
