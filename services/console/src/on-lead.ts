import type { CloudEvent, EventDefinition } from '@smarketing/contracts';
import { reactorsIn, type Reactor } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import type { LeadView } from './domain/lead-view.ts';
import { LeadViews } from './store/lead-views.ts';

const { onEvent } = reactorsIn<InForce>();

/** A reactor that adds what one kind of event says to the view of its lead. */
export function onLead<D>(
  name: string,
  definition: EventDefinition<D>,
  take: (view: LeadView, event: CloudEvent<D>) => LeadView,
): Reactor {
  return onEvent<LeadView, D>({
    name,
    on: [definition],
    state: LeadViews,
    decide: (view, event) => ({ state: seen(take(view, event), event) }),
    // The view is the same in whatever order its events come, and however often.
    retold: (view, event) => seen(take(view, event), event),
  });
}

function seen(view: LeadView, { time, agreementversion = -1 }: CloudEvent): LeadView {
  const version = Math.max(view.agreementVersion ?? -1, agreementversion);
  return {
    ...view,
    lastEventAtMs: Math.max(view.lastEventAtMs, Date.parse(time)),
    agreementVersion: version < 0 ? null : version,
  };
}
