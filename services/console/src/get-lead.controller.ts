import { Controller, Get, Inject, Param } from '@nestjs/common';
import { Access, Problem } from '@smarketing/service-kit';
import { describeLeadInFull, type LeadDetail } from './domain/describe-lead.ts';
import { leadId } from './lead-query.ts';
import { LeadViews } from './store/lead-views.ts';

/** `GET /api/leads/:id`. */
@Controller('api/leads')
export class GetLeadController {
  readonly #views: LeadViews;

  constructor(@Inject(LeadViews) views: LeadViews) {
    this.#views = views;
  }

  @Get(':id')
  @Access('leads:read')
  async read(@Param('id', { schema: leadId }) id: string): Promise<LeadDetail> {
    const view = await this.#views.find(id);
    if (view === null) throw new Problem(404, 'lead-not-found', `There is no lead ${id}.`);
    return describeLeadInFull(id, view);
  }
}
