import { Controller, Get, Inject, Query } from '@nestjs/common';
import { Access } from '@smarketing/service-kit';
import { describeLead, type LeadItem } from './domain/describe-lead.ts';
import { encodeCursor, leadQuery, type LeadListRequest } from './lead-query.ts';
import { LeadViews } from './store/lead-views.ts';

/** `GET /api/leads`: those to whom something happened last come first. */
@Controller('api/leads')
export class ListLeadsController {
  readonly #views: LeadViews;

  constructor(@Inject(LeadViews) views: LeadViews) {
    this.#views = views;
  }

  @Get()
  @Access('leads:read')
  async list(
    @Query({ schema: leadQuery }) { limit, cursor, ...filter }: LeadListRequest,
  ): Promise<{ items: readonly LeadItem[]; nextCursor: string | null }> {
    const found = await this.#views.list({ filter, after: cursor ?? null, limit: limit + 1 });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const isMore = found.length > limit && last !== undefined;
    return {
      items: page.map(({ id, view }) => describeLead(id, view)),
      nextCursor: isMore ? encodeCursor({ id: last.id, lastEventAtMs: last.view.lastEventAtMs }) : null,
    };
  }
}
