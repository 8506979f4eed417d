import { unknownCycle } from './cycles.ts';
import { newFeedbackLead } from './feedback-lead.ts';
import type { Cycle, FeedbackLead, Span, Standing } from './feedback-lead.ts';

type StoredCycle = Partial<Cycle> &
  Pick<Cycle, 'cycleId'> & { readonly breaches?: number; readonly breachesWithdrawn?: number };

/** A lead as a row may hold it: an earlier version of the service did not keep all of today's facts, and counted. */
type StoredLead = Omit<FeedbackLead, 'engagement' | 'standings' | 'touches' | 'cycles' | 'postponed'> & {
  readonly engagement: Partial<FeedbackLead['engagement']>;
  readonly standings: Readonly<Record<string, Omit<Standing, 'leadVersion'> & { readonly leadVersion?: number }>>;
  readonly touches: FeedbackLead['touches'];
  readonly cycles: readonly StoredCycle[];
  readonly postponed?: FeedbackLead['postponed'];
};

/** The lead with what its row does not know yet. */
export function completed(stored: StoredLead): FeedbackLead {
  const { engagement, stages, touches } = stored;
  const { lastOwnAtMs = null } = engagement;
  const own: Span | null =
    stages.engaged === null ? null : { firstAtMs: stages.engaged, lastAtMs: lastOwnAtMs ?? stages.engaged };
  return {
    ...newFeedbackLead(),
    ...stored,
    engagement: {
      catalogued: engagement.catalogued ?? (engagement.others ? null : own),
      others: engagement.others ?? {},
      lastOwnAtMs,
    },
    touches: { firstAtMs: touches.firstAtMs, lastAtMs: touches.lastAtMs },
    standings: Object.fromEntries(
      Object.entries(stored.standings).map(([model, standing]) => [model, { leadVersion: 0, ...standing }]),
    ),
    cycles: stored.cycles.map(completedCycle),
  };
}

function completedCycle(stored: StoredCycle): Cycle {
  const { breaches: _breaches, breachesWithdrawn: _withdrawn, ...known } = stored;
  const cycle = { ...unknownCycle(stored.cycleId), ...known };
  const { firstTouch } = cycle;
  return firstTouch === null ? cycle : { ...cycle, firstTouch: { ...{ atMs: 0, leadVersion: 0 }, ...firstTouch } };
}
