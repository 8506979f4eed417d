import type { Decay } from '../schema/engagement.ts';
import { roundHundredths } from './hundredths.ts';

export const DAY_MS = 86_400_000;

/** Points left of `baseHundredths` after `ageMs`, rounded once to whole hundredths. Its size never grows with the age. */
export type DecayFunction = {
  left: (baseHundredths: number, ageMs: number) => number;
  /** The age from which nothing is left. */
  lifeMs: (baseHundredths: number) => number;
};

/**
 * Exponential: base · 2^(−age / half-life). Linear, as HubSpot's: `percent` of the base is taken off at each full period.
 */
export function compileDecay(decay: Decay): DecayFunction {
  if ('halfLifeDays' in decay) {
    const halfLifeMs = decay.halfLifeDays * DAY_MS;
    return {
      left: (base, ageMs) => roundHundredths(ageMs <= 0 ? base : base * 2 ** (-ageMs / halfLifeMs)),
      // Below half a hundredth it rounds to nothing; the added millisecond keeps clear of the tie.
      lifeMs: (base) => Math.ceil(halfLifeMs * Math.max(0, Math.log2(Math.abs(base) * 2))) + 1,
    };
  }
  const { percent, everyDays } = decay.linear;
  const stepMs = everyDays * DAY_MS;
  return {
    left: (base, ageMs) => {
      const steps = ageMs <= 0 ? 0 : Math.floor(ageMs / stepMs);
      return roundHundredths((base * Math.max(0, 100 - percent * steps)) / 100);
    },
    lifeMs: () => Math.ceil(Math.ceil(100 / percent) * stepMs) + 1,
  };
}
