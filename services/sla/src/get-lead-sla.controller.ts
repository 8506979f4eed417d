import { Controller, Get, Inject, Param } from '@nestjs/common';
import { Access, Clock, InForceEnvironment, Problem } from '@smarketing/service-kit';
import * as z from 'zod';
import { termsInForce } from './decide-on-lead.ts';
import { describeSla } from './domain/describe-sla.ts';
import { SlaLeads } from './store/sla-leads.ts';

const leadId = z.string().min(1).max(100);

/** A lead's clocks with their state in words, its attempts and its answers. */
@Controller()
export class GetLeadSlaController {
  readonly #leads: SlaLeads;
  readonly #environment: InForceEnvironment;
  readonly #clock: Clock;

  constructor(
    @Inject(SlaLeads) leads: SlaLeads,
    @Inject(InForceEnvironment) environment: InForceEnvironment,
    @Inject(Clock) clock: Clock,
  ) {
    this.#leads = leads;
    this.#environment = environment;
    this.#clock = clock;
  }

  @Get('api/leads/:id/sla')
  @Access('leads:read')
  async read(@Param('id', { schema: leadId }) id: string): Promise<ReturnType<typeof describeSla>> {
    const lead = await this.#leads.find(id);
    if (lead === null) throw new Problem(404, 'lead-not-found', `Nothing is owed, or was, for a lead ${id}.`);
    return describeSla(id, lead, termsInForce(this.#environment.now()), this.#clock.now());
  }
}
