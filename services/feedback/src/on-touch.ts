import { touchLogged } from '@smarketing/contracts';
import { onLead } from './decide-on-lead.ts';
import { takeTouch } from './domain/take-touch.ts';

/** When sales first dealt with the lead, and whether a talk made it sales-qualified. */
export const onTouch = onLead({
  name: 'on-touch',
  on: [touchLogged],
  learn: (lead, { data }) => takeTouch(lead, data),
});
