import { stages } from './stages.ts';
import type { Stage } from './stages.ts';

/**
 * By what leads are told apart: the first touch's campaign source, campaign name and asset; the persona of the agreement in
 * force when the lead last changed; the month of the first touch in the agreement's time zone (`2026-03`).
 */
export const funnelDimensions = ['source', 'campaign', 'persona', 'asset', 'cohort'] as const;
export type FunnelDimension = (typeof funnelDimensions)[number];

/** Counts of leads, as a store gives them. */
export type FunnelCounts = {
  readonly leads: number;
  readonly won: number;
  /** `leads` reached the stage, `implied` of them without its ever being stated. */
  readonly stages: Readonly<Record<Stage, { readonly leads: number; readonly implied: number }>>;
  /** In any order; the key is null where the value is not known. */
  readonly groups: readonly { readonly key: string | null; readonly leads: number; readonly won: number }[];
};

type Share = { readonly leads: number; readonly won: number; readonly conversion: number | null };

export type FunnelReport = Share & {
  readonly by: FunnelDimension;
  readonly stages: readonly {
    readonly stage: Stage;
    readonly leads: number;
    readonly implied: number;
    readonly conversionFromPrevious: number | null;
  }[];
  readonly groups: readonly (Share & { readonly key: string | null })[];
};

/** Largest groups first. Conversions are ratios, rounded half up to four decimals; null of nobody. */
export function funnelReport(by: FunnelDimension, counts: FunnelCounts): FunnelReport {
  const { leads, won } = counts;
  return {
    by,
    leads,
    won,
    conversion: ratio(won, leads),
    stages: stages.map((stage, index) => ({
      stage,
      ...counts.stages[stage],
      conversionFromPrevious:
        index === 0 ? null : ratio(counts.stages[stage].leads, counts.stages[stages[index - 1]!].leads),
    })),
    groups: counts.groups
      .toSorted((a, b) => b.leads - a.leads || b.won - a.won || compareKeys(a.key, b.key))
      .map((group) => ({ ...group, conversion: ratio(group.won, group.leads) })),
  };
}

/** In whole ten-thousandths first: 842 of 8,000 is 0.1053 and not, by the grace of a binary fraction, 0.1052. */
function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part * 10_000) / whole) / 10_000;
}

/** By code unit, the unknown last. */
function compareKeys(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -1 : a > b ? 1 : 0;
}
