import { isGenuine, touchLogged, type DataOf } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { withTouch } from './domain/contact-pressure.ts';
import type { LeadAtHand } from './domain/lead-score.ts';
import { LeadScores } from './store/lead-scores.ts';

const { onEvent } = reactorsIn<InForce>();

/** Sales dealt with the lead: it says nothing of what the lead is worth, and much of how often it is contacted. */
export const onTouch = onEvent({
  name: 'on-touch',
  on: [touchLogged],
  state: LeadScores,
  decide: (lead, { data }) => {
    const state = touched(lead, data);
    return state === lead ? {} : { state };
  },
  retold: (lead, { data }) => touched(lead, data),
});

/** Whoever gets an automated mail has been written to all the same; a call that was only planned reached nobody. */
function touched(lead: LeadAtHand, touch: DataOf<typeof touchLogged>): LeadAtHand {
  if (!isGenuine({ ...touch, automated: false })) return lead;
  const atMs = Math.min(Date.parse(touch.occurredAt), Date.parse(touch.receivedAt));
  const pressure = withTouch(lead.pressure, { eventId: touch.eventId, atMs });
  return pressure === lead.pressure ? lead : { ...lead, pressure };
}
