import { leadProposed, leadRerouted, leadRouted } from '@smarketing/contracts';
import type { CloudEvent, DataOf } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { DecideContext, Decision } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { decided, momentOf } from './decide-on-lead.ts';
import { settle } from './domain/settle.ts';
import type { SlaLead } from './domain/sla-lead.ts';
import { takeAssignment } from './domain/take-assignment.ts';
import { SlaLeads } from './store/sla-leads.ts';

const { onEvent } = reactorsIn<InForce>();

/** Somebody was given the lead: the clocks of what is owed begin. */
export const onRouted = onEvent({
  name: 'on-routed',
  on: [leadRouted],
  state: SlaLeads,
  decide: (lead, event, context) => assign(lead, event, context, false),
});

/** Somebody else has it now: the former clocks close, fresh ones begin. */
export const onRerouted = onEvent({
  name: 'on-rerouted',
  on: [leadRerouted],
  state: SlaLeads,
  decide: (lead, event, context) => assign(lead, event, context, true),
});

/** Somebody would have been given the lead: what would be owed is measured, and nobody is held to it. */
export const onProposed = onEvent({
  name: 'on-proposed',
  on: [leadProposed],
  state: SlaLeads,
  decide: (lead, event, context) => {
    const { proposalId, candidate, ...placement } = event.data;
    const data = { ...placement, assignmentId: proposalId, rep: candidate };
    return assign(lead, { ...event, data }, context, false, true);
  },
});

function assign(
  lead: SlaLead,
  { subject, receivedat, data }: CloudEvent<DataOf<typeof leadRouted>>,
  context: DecideContext<InForce>,
  rerouted: boolean,
  proposed = false,
): Decision<SlaLead, never> {
  const moment = momentOf(subject, context, receivedat);
  const { assignmentId, cycleId, model, rep, pool, priority, packet } = data;
  const { cycleStartedAt, evidenceAt, firstTouchMinutes } = data;
  const informed: SlaLead = {
    ...lead,
    // Until the lead's own snapshots come, what the packet says of it.
    profile: lead.profile.version < 0 ? { version: -1, timeZone: packet.contact.timeZone ?? null } : lead.profile,
    consent: lead.consent.version < 0 ? { version: -1, statements: packet.consent } : lead.consent,
  };
  const assigned = {
    ...{ assignmentId, cycleId, model, repId: rep.id, repName: rep.name, pool, priority, rerouted, proposed },
    asksToBeCalled: packet['channel'] === 'call',
    atMs: Date.parse(data.at),
    cycleStartedAtMs: typeof cycleStartedAt === 'string' ? Date.parse(cycleStartedAt) : null,
    evidenceAtMs: typeof evidenceAt === 'string' ? Date.parse(evidenceAt) : null,
    firstTouchMinutes: typeof firstTouchMinutes === 'number' ? firstTouchMinutes : null,
  };
  return decided(settle(takeAssignment(informed, assigned, moment), moment), moment);
}
