import type { z } from 'zod';
import { compileCondition, type Predicate } from '../condition/compile-condition.ts';
import type { BuyerStage, intent } from '../schema/intent.ts';
import { DAY_MS } from '../score/decay.ts';

export type CompiledSignal = {
  id: string;
  label: string;
  eventTypes: readonly string[];
  holds: Predicate | undefined;
  handRaiser: boolean;
  withinMs: number;
  stage: BuyerStage;
};

export type CompiledIntent = {
  signals: CompiledSignal[];
  bySignal: ReadonlyMap<string, CompiledSignal>;
  justResearching: { eventTypes: readonly string[]; holds: Predicate; barsCallsForMs: number } | undefined;
  stageWindowMs: number;
};

export function compileIntent(document: z.output<typeof intent>): CompiledIntent {
  const raised = new Set(document.handRaisers);
  const research = document.justResearching;
  const signals = document.signals.map((signal): CompiledSignal => ({
    id: signal.id,
    label: signal.label,
    eventTypes: typeof signal.event === 'string' ? [signal.event] : signal.event,
    holds: signal.when === undefined ? undefined : compileCondition(signal.when),
    handRaiser: raised.has(signal.id),
    withinMs: signal.withinDays * DAY_MS,
    stage: signal.stage,
  }));
  return {
    signals,
    bySignal: new Map(signals.map((signal) => [signal.id, signal])),
    justResearching:
      research === undefined
        ? undefined
        : {
            eventTypes: typeof research.event === 'string' ? [research.event] : research.event,
            holds: compileCondition(research.when),
            barsCallsForMs: research.barsCallsForDays * DAY_MS,
          },
    stageWindowMs: document.stageWindowDays * DAY_MS,
  };
}
