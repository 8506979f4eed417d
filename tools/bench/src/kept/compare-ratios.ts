import type { MeasuredRatio } from '../bench-case.ts';

/** How much worse than kept a ratio may be. */
const TOLERATED = 0.15;

export type Comparison = {
  readonly name: string;
  readonly now: number | null;
  /** Null where none is kept. */
  readonly kept: number | null;
  readonly regressed: boolean;
};

/** Each ratio of this run beside the one kept. One that is kept and could not be measured counts as a regression. */
export function compareRatios(
  measured: Readonly<Record<string, MeasuredRatio>>,
  kept: Readonly<Record<string, number>>,
): readonly Comparison[] {
  return Object.entries(measured).map(([name, { better, value }]) => {
    const before = kept[name];
    return {
      ...{ name, now: value, kept: before ?? null },
      regressed: before !== undefined && (value === null || isWorse(better, value, before)),
    };
  });
}

function isWorse(better: 'higher' | 'lower', now: number, before: number): boolean {
  return better === 'higher' ? now < before * (1 - TOLERATED) : now > before * (1 + TOLERATED);
}
