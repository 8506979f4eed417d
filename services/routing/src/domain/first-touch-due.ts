import { mayCall } from '@smarketing/contracts';
import { intersect } from '@smarketing/business-time';
import type { LeadRouting, OpenCycle } from './lead-routing.ts';
import type { Rep } from './rep.ts';
import type { World } from './world.ts';

export type FirstTouchDue = {
  /** Null when the calendar does not open for so long within 400 days. */
  readonly byMs: number | null;
  /** What is to be done: a call, or a mail where calls are not planned or not allowed. */
  readonly channel: 'call' | 'mail';
  /** The zone in which the rep reads it. */
  readonly timeZone: string;
};

/** By when the rep owes the first touch: in the rep's working time, and for a call in the lead's daytime as well. */
export function firstTouchDue(
  lead: LeadRouting,
  cycle: OpenCycle,
  rep: Rep,
  pool: string,
  { plan, nowMs }: World,
): FirstTouchDue {
  const promise = plan.firstTouch(cycle.priority, cycle.rule, pool);
  const handRaised = cycle.dossier.intent.some(({ signal }) => plan.handRaisers.has(signal));
  const allowed = mayCall(lead.consent?.statements ?? [], handRaised || !promise.callsNeedConsent);
  const channel = promise.calls && allowed ? 'call' : 'mail';
  const presence = plan.presence(rep);
  const zone = lead.profile?.fields['timeZone'];
  const daytime = channel === 'call' && typeof zone === 'string' ? plan.callHours(zone) : undefined;
  // Best first: a rep in Sydney and a lead in Lisbon share no working hour, and somebody may be away for years.
  const choices = [...(daytime ? [intersect(presence, daytime)] : []), presence, plan.officeHours(rep)];
  const due = choices.map((calendar) => calendar.addBusinessMs(nowMs, promise.withinMs)).find((atMs) => atMs !== null);
  return { byMs: due ?? null, channel, timeZone: presence.timeZone };
}
