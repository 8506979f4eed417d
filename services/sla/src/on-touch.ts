import { touchLogged } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { decided, momentOf } from './decide-on-lead.ts';
import { settle } from './domain/settle.ts';
import { takeTouch } from './domain/take-statement.ts';
import { SlaLeads } from './store/sla-leads.ts';

const { onEvent } = reactorsIn<InForce>();

/** Somebody of ours dealt with the lead: the earliest by event time counts, however late it is told. */
export const onTouch = onEvent({
  name: 'on-touch',
  on: [touchLogged],
  state: SlaLeads,
  decide: (lead, { subject, receivedat, data }, context) => {
    const moment = momentOf(subject, context, receivedat);
    const touched = takeTouch(lead, data, moment);
    return touched === lead ? {} : decided(settle(touched, moment), moment);
  },
});
