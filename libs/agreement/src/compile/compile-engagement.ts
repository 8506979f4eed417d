import type { z } from 'zod';
import { compileCondition, type Predicate } from '../condition/compile-condition.ts';
import type { engagement, OccurrenceCap } from '../schema/engagement.ts';
import { byWidth } from '../score/calendar-bucket.ts';
import { compileDecay, DAY_MS, type DecayFunction } from '../score/decay.ts';
import { toHundredths } from '../score/hundredths.ts';

/** However small its points, a rule without a cap of its own counts no more than this a day. */
const MOST_A_DAY = 50;

export type CompiledEngagementRule = {
  model: string;
  group: string;
  id: string;
  label: string;
  eventTypes: readonly string[];
  holds: Predicate | undefined;
  /** Hundredths, before decay; negative ones take away. */
  base: number;
  /** From the narrowest period to the widest, each within the next; never empty. */
  caps: OccurrenceCap[];
  perAsset: boolean;
  within: { times: number; windowMs: number } | undefined;
  decay: DecayFunction;
  lifeMs: number;
};

export type CompiledGroup = { id: string; label: string; cap: number; rules: CompiledEngagementRule[] };

/** Points are hundredths. */
export type CompiledEngagement = {
  cap: number;
  groups: CompiledGroup[];
  /** Every rule by its id: a lead has met few of many. */
  byRule: ReadonlyMap<string, CompiledEngagementRule>;
  /** From which engagement digit 1, 2 and 3 hold. */
  thresholds: readonly [number, number, number];
  hysteresis: number;
};

export function compileEngagement(model: string, document: z.output<typeof engagement>): CompiledEngagement {
  const groups = document.groups.map((group): CompiledGroup => ({
    id: group.id,
    label: group.label,
    cap: toHundredths(group.cap),
    rules: group.rules.map((rule): CompiledEngagementRule => {
      const decayDocument = rule.decay ?? group.decay;
      if (decayDocument === undefined) throw new Error(`Rule "${rule.id}" has no decay.`);
      const decay = compileDecay(decayDocument);
      const base = toHundredths(rule.points);
      return {
        model,
        group: group.id,
        id: rule.id,
        label: rule.label,
        eventTypes: typeof rule.event === 'string' ? [rule.event] : rule.event,
        holds: rule.when === undefined ? undefined : compileCondition(rule.when),
        base,
        caps: capsOf(rule.occurrences, toHundredths(group.cap), base),
        perAsset: rule.perAsset === 'once',
        within:
          rule.within === undefined ? undefined : { times: rule.within.times, windowMs: rule.within.days * DAY_MS },
        decay,
        lifeMs: decay.lifeMs(base),
      };
    }),
  }));
  return {
    cap: toHundredths(document.cap),
    hysteresis: toHundredths(document.hysteresis),
    thresholds: [
      toHundredths(document.thresholds['1']),
      toHundredths(document.thresholds['2']),
      toHundredths(document.thresholds['3']),
    ],
    groups,
    byRule: new Map(groups.flatMap(({ rules }) => rules.map((rule) => [rule.id, rule]))),
  };
}

function capsOf(given: OccurrenceCap | OccurrenceCap[] | undefined, groupCap: number, base: number): OccurrenceCap[] {
  if (given !== undefined) return (Array.isArray(given) ? [...given] : [given]).sort(byWidth);
  const fillsTheGroup = Math.ceil(groupCap / Math.abs(base));
  return [{ max: Math.min(MOST_A_DAY, Math.max(1, fillsTheGroup)), per: 'day' }];
}
