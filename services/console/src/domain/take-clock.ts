import type {
  CloudEvent,
  DataOf,
  breachWithdrawn,
  clockMet,
  clockStarted,
  reminderDue,
  slaBreached,
  slaEscalated,
} from '@smarketing/contracts';
import { higher, withEntry } from './keep.ts';
import type { ClockFacts, LeadView } from './lead-view.ts';
import { rankOf } from './rank-of.ts';

type OfClock = CloudEvent<DataOf<typeof clockStarted>>;

export function takeStarted(view: LeadView, event: OfClock): LeadView {
  return withClock(view, event, () => ({}));
}

export function takeReminder(view: LeadView, event: CloudEvent<DataOf<typeof reminderDue>>): LeadView {
  const { fraction } = event.data;
  return withClock(view, event, ({ reminded }, rank) => ({ reminded: higher(reminded, { rank, fraction }) }));
}

export function takeBreached(view: LeadView, event: CloudEvent<DataOf<typeof slaBreached>>): LeadView {
  const atMs = Date.parse(event.data.at);
  return withClock(view, event, ({ breached }, rank) => ({ breached: higher(breached, { rank, atMs }) }));
}

export function takeEscalated(view: LeadView, event: CloudEvent<DataOf<typeof slaEscalated>>): LeadView {
  const { level } = event.data;
  return withClock(view, event, ({ escalated }, rank) => ({ escalated: higher(escalated, { rank, level }) }));
}

export function takeWithdrawn(view: LeadView, event: CloudEvent<DataOf<typeof breachWithdrawn>>): LeadView {
  const atMs = Date.parse(event.data.at);
  return withClock(view, event, ({ withdrawn }, rank) => ({ withdrawn: higher(withdrawn, { rank, atMs }) }));
}

export function takeMet(view: LeadView, event: CloudEvent<DataOf<typeof clockMet>>): LeadView {
  const atMs = Date.parse(event.data.metAt);
  return withClock(view, event, ({ met }, rank) => ({ met: higher(met, { rank, atMs }) }));
}

/** Every statement about a clock says how it stands dated; a calendar that changed may have dated it anew. */
function withClock(
  view: LeadView,
  event: OfClock,
  change: (clock: ClockFacts, rank: number) => Partial<ClockFacts>,
): LeadView {
  const { clockId, kind, cycleId, assignmentId, startedAt, dueAt, act } = event.data;
  const rank = rankOf(event);
  const dates = { startedAtMs: Date.parse(startedAt), dueAtMs: Date.parse(dueAt) };
  const said = { rank, kind, cycleId, assignmentId, act, ...dates };
  const silent = { reminded: null, breached: null, withdrawn: null, escalated: null, met: null };
  const former = view.clocks[clockId] ?? { said, ...silent };
  const clock: ClockFacts = { ...former, said: higher(former.said, said), ...change(former, rank) };
  return { ...view, clocks: withEntry(view.clocks, clockId, clock, ({ said: { startedAtMs } }) => startedAtMs) };
}
