import type {
  CloudEvent,
  DataOf,
  leadEnrolled,
  leadRecycled,
  nurtureExited,
  nurturePaused,
  nurtureStepDue,
} from '@smarketing/contracts';
import { higher } from './keep.ts';
import type { LeadView, NurtureFacts } from './lead-view.ts';
import { rankOf } from './rank-of.ts';
import { withCycle } from './take-cycle.ts';

export function takeEnrolled(view: LeadView, event: CloudEvent<DataOf<typeof leadEnrolled>>): LeadView {
  const { track, reason, at, wakeAt } = event.data;
  const wakeAtMs = wakeAt === null ? null : Date.parse(wakeAt);
  const said = { rank: rankOf(event), track, reason, atMs: Date.parse(at), wakeAtMs };
  const { rank, atMs } = said;
  return withNurture(view, ({ enrolled, began }) => ({
    enrolled: higher(enrolled, said),
    began: event.data['resumed'] === true ? began : higher(began, { rank, atMs }),
  }));
}

export function takePaused(view: LeadView, event: CloudEvent<DataOf<typeof nurturePaused>>): LeadView {
  const said = { rank: rankOf(event), because: event.data.because };
  return withNurture(view, ({ paused }) => ({ paused: higher(paused, said) }));
}

export function takeStep(view: LeadView, event: CloudEvent<DataOf<typeof nurtureStepDue>>): LeadView {
  const said = { rank: rankOf(event), step: event.data.step, atMs: Date.parse(event.data.at) };
  return withNurture(view, ({ stepped }) => ({ stepped: higher(stepped, said) }));
}

export function takeExited(view: LeadView, event: CloudEvent<DataOf<typeof nurtureExited>>): LeadView {
  const said = { rank: rankOf(event), because: event.data.because };
  return withNurture(view, ({ exited }) => ({ exited: higher(exited, said) }));
}

export function takeRecycled(view: LeadView, event: CloudEvent<DataOf<typeof leadRecycled>>): LeadView {
  const { cycleId, reason, track, at } = event.data;
  const said = { rank: rankOf(event), reason, track, atMs: Date.parse(at) };
  return withCycle(view, cycleId, ({ recycled }) => ({ recycled: higher(recycled, said) }));
}

function withNurture(view: LeadView, change: (nurture: NurtureFacts) => Partial<NurtureFacts>): LeadView {
  return { ...view, nurture: { ...view.nurture, ...change(view.nurture) } };
}
