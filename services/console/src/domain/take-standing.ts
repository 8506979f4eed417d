import type { CloudEvent, DataOf, leadCooled, leadQualified, leadScored } from '@smarketing/contracts';
import { higher } from './keep.ts';
import type { LeadView, Standing } from './lead-view.ts';
import { rankOf } from './rank-of.ts';
import { withCycle } from './take-cycle.ts';

type Cooled = CloudEvent<DataOf<typeof leadCooled>>;
type Scored = CloudEvent<DataOf<typeof leadScored>>;
type Qualified = CloudEvent<DataOf<typeof leadQualified>>;

export function takeCooled(view: LeadView, event: Cooled): LeadView {
  return withStanding(view, event, null);
}

export function takeScored(view: LeadView, event: Scored): LeadView {
  const { outcome, reason, stage } = event.data;
  return withStanding(view, event, { rank: rankOf(event), outcome, reason, buyerStage: stage });
}

export function takeQualified(view: LeadView, event: Qualified): LeadView {
  const { cycleId, cycleNumber, origin, priority, model, reason, at, dossier } = event.data;
  const rank = rankOf(event);
  const atMs = Date.parse(at);
  const scored = withStanding(view, event, { rank, outcome: 'qualified', reason, buyerStage: dossier.stage });
  return withCycle(scored, cycleId, ({ qualified }) => ({
    qualified: higher(qualified, { rank, number: cycleNumber, origin, priority, model, reason, atMs }),
  }));
}

function withStanding(view: LeadView, event: Cooled | Scored | Qualified, verdict: Standing['verdict']): LeadView {
  const { model, grade, score, fit, engagement, provisional, at } = event.data;
  const former = view.standings[model];
  const points: Standing['points'] = {
    rank: rankOf(event),
    ...{ grade, score, fit, engagement, provisional },
    atMs: Date.parse(at),
    agreementVersion: event.agreementversion ?? null,
  };
  const standing: Standing = {
    points: higher(former?.points, points),
    verdict: verdict === null ? (former?.verdict ?? null) : higher(former?.verdict, verdict),
  };
  return { ...view, standings: { ...view.standings, [model]: standing } };
}
