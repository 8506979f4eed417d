import { Controller, Get, Inject, Query } from '@nestjs/common';
import { Access, Clock, InForceEnvironment } from '@smarketing/service-kit';
import { termsInForce } from './decide-on-lead.ts';
import { iso } from './domain/clock-events.ts';
import type { Owed } from './domain/sla-lead.ts';
import type { Terms } from './domain/terms.ts';
import { dueQuery, encodeCursor } from './due-query.ts';
import type { DueRequest } from './due-query.ts';
import { SlaLeads } from './store/sla-leads.ts';
import type { DueLead } from './store/sla-leads.ts';

/** What sales owes: overdue and due within the span asked for, first due first; for one rep, or for all. On a rung without prompts (`act`
 * false), and of what is `proposed`, it is what would be owed. */
@Controller()
export class ListDueController {
  readonly #leads: SlaLeads;
  readonly #clock: Clock;

  readonly #environment: InForceEnvironment;

  constructor(
    @Inject(SlaLeads) leads: SlaLeads,
    @Inject(Clock) clock: Clock,
    @Inject(InForceEnvironment) environment: InForceEnvironment,
  ) {
    this.#leads = leads;
    this.#clock = clock;
    this.#environment = environment;
  }

  @Get('api/sla/due')
  @Access('leads:read')
  async list(@Query({ schema: dueQuery }) { within, rep, limit, cursor }: DueRequest) {
    const nowMs = this.#clock.now();
    const untilMs = nowMs + within;
    const repId = rep ?? null;
    const found = await this.#leads.due({ untilMs, repId, after: cursor ?? null, limit: limit + 1 });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const terms = this.#terms(nowMs);
    return {
      rung: terms?.rung ?? null,
      act: terms?.allows.prompts ?? false,
      items: page.map((each) => describe(each, { nowMs, untilMs, repId })),
      nextCursor: found.length > limit && last !== undefined ? encodeCursor(last) : null,
    };
  }

  /** Undefined while no agreement has arrived here: what is owed stands in the leads, whoever may be prompted. */
  #terms(nowMs: number): Terms | undefined {
    const version = this.#environment.newestDue(nowMs);
    const inForce = version === null ? undefined : this.#environment.under(version);
    return inForce && termsInForce(inForce);
  }
}

type Asked = { readonly nowMs: number; readonly untilMs: number; readonly repId: string | null };

function describe({ leadId, dueAtMs, lead }: DueLead, { nowMs, untilMs, repId }: Asked) {
  const owed = lead.owed.filter((each) => each.dueAtMs <= untilMs && (repId === null || each.repId === repId));
  return { leadId, dueAt: iso(dueAtMs), owed: owed.map((each) => describeOwed(each, nowMs)) };
}

function describeOwed({ dueAtMs, ...owed }: Owed, nowMs: number) {
  return { ...owed, dueAt: iso(dueAtMs), overdue: dueAtMs < nowMs };
}
