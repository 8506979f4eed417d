import type { CompiledAgreement, ScorableEvent } from '@smarketing/agreement';
import { instantOf } from '../evidence-of.ts';
import { mailSignOf } from '../mail-sign.ts';

/** Epoch milliseconds: what happens after `fromMs` and up to `untilMs`. */
export type Span = { readonly fromMs: number; readonly untilMs: number };

/** What of the evidence a replay of a span needs: all of the span, and of what was before it only what still counts within it. */
export type Excerpt = {
  readonly span: Span;
  /** Epoch ms: nothing up to then counts within the span. */
  readonly sinceMs: number;
  /** Epoch ms: no signal of up to then is asked for within the span. */
  readonly signalsSinceMs: number;
  /** Which events from before the span count, beside what tells of mails and their robots; null: all of them. */
  readonly types: readonly string[] | null;
};

const DAY_MS = 86_400_000;

/** Under any of these agreements. */
export function excerptFor(agreements: readonly CompiledAgreement[], span: Span): Excerpt {
  const types = new Set(agreements.flatMap(({ byEventType }) => [...byEventType.keys()]));
  return {
    span,
    sinceMs: Math.floor(span.fromMs - Math.max(...agreements.map(memoryMs))),
    signalsSinceMs: Math.floor(span.fromMs - Math.max(...agreements.map(signalsMs))),
    types: agreements.some(routesByStage) ? null : [...types].toSorted(),
  };
}

export function isIn({ span, sinceMs, types }: Excerpt, event: ScorableEvent): boolean {
  const atMs = instantOf(event);
  if (atMs <= sinceMs || atMs > span.untilMs) return false;
  return atMs > span.fromMs || types === null || types.includes(event.type) || mailSignOf(event) !== null;
}

/** After so long an event is worth nothing any more, starts no repetition, speaks for nothing and bars nothing. */
function memoryMs(agreement: CompiledAgreement): number {
  const { models, intent, qualification } = agreement;
  const rules = [...models.values()].flatMap(({ rules: all }) => [...all.values()]);
  return (
    DAY_MS +
    Math.max(
      signalsMs(agreement),
      qualification.freshnessMs,
      intent.stageWindowMs,
      intent.justResearching?.barsCallsForMs ?? 0,
      ...rules.map(({ lifeMs, within }) => lifeMs + (within?.windowMs ?? 0)),
    )
  );
}

/** For how long a signal speaks, or is asked for. */
function signalsMs({ intent, qualification }: CompiledAgreement): number {
  return Math.max(
    0,
    ...intent.signals.map(({ withinMs }) => withinMs),
    ...qualification.rules.flatMap(({ anyOf = [] }) => anyOf.map(({ withinMs }) => withinMs)),
  );
}

/** A buyer's stage is told by content, whatever the event is called. */
function routesByStage({ document }: CompiledAgreement): boolean {
  return JSON.stringify(document.routing).includes('"field":"stage"');
}
