import { Controller, Get, Inject, Param } from '@nestjs/common';
import type { Rung } from '@smarketing/agreement';
import { Access, InForceEnvironment, Problem } from '@smarketing/service-kit';
import { describeLeadInFull, type LeadDetail } from './domain/describe-lead.ts';
import { leadId } from './lead-query.ts';
import { LeadViews } from './store/lead-views.ts';

/** `rung`: what the agreement in force lets the product do by itself. */
type OnRung = { readonly rung: Rung };

/** `GET /api/leads/:id`. */
@Controller('api/leads')
export class GetLeadController {
  readonly #views: LeadViews;

  readonly #environment: InForceEnvironment;

  constructor(@Inject(LeadViews) views: LeadViews, @Inject(InForceEnvironment) environment: InForceEnvironment) {
    this.#views = views;
    this.#environment = environment;
  }

  @Get(':id')
  @Access('leads:read')
  async read(@Param('id', { schema: leadId }) id: string): Promise<LeadDetail & OnRung> {
    const view = await this.#views.find(id);
    if (view === null) throw new Problem(404, 'lead-not-found', `There is no lead ${id}.`);
    const { document } = this.#environment.now().agreement;
    return { ...describeLeadInFull(id, view), rung: document.ladder };
  }
}
