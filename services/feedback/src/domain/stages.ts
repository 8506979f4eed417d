import type { FeedbackLead } from './feedback-lead.ts';
import { earliest } from './stated-at.ts';
import { statusOf } from './take-deal.ts';

/** The ladder of the agreement's glossary, from the bottom up. */
export const stages = ['lead', 'engaged', 'mql', 'sal', 'sql', 'opportunity', 'customer'] as const;
export type Stage = (typeof stages)[number];

/** The dates on which a stage was stated to be reached, epoch ms; null where it was not (yet), or was skipped. */
export type StageDates = Readonly<Record<Stage, number | null>>;

export function stageDates(lead: FeedbackLead): StageDates {
  const deals = Object.values(lead.deals);
  const first = (dates: readonly (number | null)[]): number | null => dates.reduce(earliest, null);
  return {
    lead: lead.first?.atMs ?? null,
    ...lead.stages,
    opportunity: first(deals.map(({ firstOpenAtMs }) => firstOpenAtMs)),
    customer: first(deals.map((deal) => (statusOf(deal) === 'won' ? deal.firstWonAtMs : null))),
  };
}

/** How far the lead came, as an index of `stages`: everything below is reached as well, if only by implication. */
export function highestStage(dates: StageDates): number {
  return Math.max(
    0,
    stages.findLastIndex((stage) => dates[stage] !== null),
  );
}

/** The same, of a lead; −1 for a visitor, who is a lead only once sales has to do with them. */
export function furthestStage(lead: FeedbackLead): number {
  const reached = highestStage(stageDates(lead));
  return lead.profile.isVisitor && reached < stages.indexOf('mql') ? -1 : reached;
}

export type ReachedStage = { readonly stage: Stage; readonly atMs: number | null; readonly implied: boolean };

/** A skipped stage takes the date of the next one above that was stated, and is marked as implied. */
export function reachedStages(dates: StageDates): readonly ReachedStage[] {
  return stages.slice(0, highestStage(dates) + 1).map((stage, index) => {
    const stated = dates[stage];
    if (stated !== null) return { stage, atMs: stated, implied: false };
    const above = stages.slice(index).find((each) => dates[each] !== null);
    return { stage, atMs: above === undefined ? null : dates[above], implied: true };
  });
}
