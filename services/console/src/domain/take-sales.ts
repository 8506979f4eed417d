import { isGenuine } from '@smarketing/contracts';
import type {
  CloudEvent,
  DataOf,
  dealLost,
  dealStageChanged,
  objectionHeard,
  touchLogged,
} from '@smarketing/contracts';
import { later, withEntry } from './keep.ts';
import type { DealFacts, LeadView } from './lead-view.ts';

export function takeTouch(view: LeadView, { data }: CloudEvent<DataOf<typeof touchLogged>>): LeadView {
  if (!isGenuine(data)) return view;
  const said = { atMs: Date.parse(data.occurredAt), eventId: data.eventId, kind: data.kind, by: data.by ?? null };
  return { ...view, lastTouch: later(view.lastTouch, said) };
}

export function takeObjection(view: LeadView, { data }: CloudEvent<DataOf<typeof objectionHeard>>): LeadView {
  const { eventId, objection, pain = null, occurredAt } = data;
  return {
    ...view,
    lastObjection: later(view.lastObjection, { atMs: Date.parse(occurredAt), eventId, objection, pain }),
  };
}

type Deal = CloudEvent<DataOf<typeof dealStageChanged>>;

export function takeDealOpened(view: LeadView, event: Deal): LeadView {
  return withDeal(view, event, 'open');
}

/** A stage does not open a deal again that was won or lost. */
export function takeDealStage(view: LeadView, event: Deal): LeadView {
  return withDeal(view, event, null);
}

export function takeDealWon(view: LeadView, event: Deal): LeadView {
  return withDeal(view, event, 'won');
}

export function takeDealLost(view: LeadView, event: CloudEvent<DataOf<typeof dealLost>>): LeadView {
  return withDeal(view, event, 'lost', event.data.reason);
}

function withDeal(
  view: LeadView,
  { data }: Deal,
  state: 'open' | 'won' | 'lost' | null,
  reason: string | null = null,
): LeadView {
  const { dealId, eventId, occurredAt, stage = null, amount = null, currency = null } = data;
  const { cycleId = null, assignmentId = null, by = null } = data;
  const stated = { atMs: Date.parse(occurredAt), eventId };
  const former = view.deals[dealId];
  const kept = { state: former?.state ?? null, of: former?.of ?? null };
  const deal: DealFacts = {
    state: state === null ? kept.state : lastState(kept.state, { ...stated, state, reason, by }),
    detail: later(former?.detail, { ...stated, stage, amount, currency }),
    of: cycleId === null && assignmentId === null ? kept.of : later(kept.of, { ...stated, cycleId, assignmentId }),
  };
  return { ...view, deals: withEntry(view.deals, dealId, deal, ({ detail: { atMs } }) => atMs) };
}

/** At one instant the end of a deal comes after its beginning: dates without a time of day say both at midnight. */
function lastState(kept: DealFacts['state'], said: NonNullable<DealFacts['state']>): NonNullable<DealFacts['state']> {
  if (kept && kept.atMs === said.atMs && (kept.state === 'open') !== (said.state === 'open')) {
    return kept.state === 'open' ? said : kept;
  }
  return later(kept, said);
}
