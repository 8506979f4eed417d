import { handoffAnswered } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { decided, momentOf } from './decide-on-lead.ts';
import { settle } from './domain/settle.ts';
import { takeAnswer } from './domain/take-statement.ts';
import { SlaLeads } from './store/sla-leads.ts';

const { onEvent } = reactorsIn<InForce>();

/** The owner's answer to a hand-off, judged by the agreement as soon as its assignment is known. */
export const onAnswer = onEvent({
  name: 'on-answer',
  on: [handoffAnswered],
  state: SlaLeads,
  decide: (lead, { subject, receivedat, data }, context) => {
    const moment = momentOf(subject, context, receivedat);
    const facts = Object.fromEntries(
      Object.entries(data.properties).flatMap(([field, fact]) =>
        typeof fact === 'string' || typeof fact === 'number' ? [[field, String(fact)]] : [],
      ),
    );
    const stated = { ...data, reason: data.reason ?? null, fact: data.fact ?? null, facts };
    const taken = takeAnswer(lead, stated, moment);
    if (taken.lead === lead) return {};
    const { lead: settled, emits } = settle(taken.lead, moment);
    return decided({ lead: settled, emits: [...taken.emits, ...emits] }, moment);
  },
});
