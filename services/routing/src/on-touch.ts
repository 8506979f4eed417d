import { touchLogged } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { takeTouch } from './domain/take-touch.ts';
import { RoutingLeads } from './store/routing-leads.ts';

const { onEvent } = reactorsIn<InForce>();

export const onTouch = onEvent({
  name: 'on-touch',
  on: [touchLogged],
  state: RoutingLeads,
  decide: (lead, { data }, { nowMs, environment }) => {
    const after = takeTouch(lead, data, { nowMs, reps: environment.reps });
    return after === lead ? {} : { state: after };
  },
});
