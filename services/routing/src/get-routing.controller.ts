import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { Access } from '@smarketing/service-kit';
import type { RoutingDecision } from './domain/book-view.ts';
import { leadId, listQuery } from './lead-query.ts';
import type { ListRequest } from './lead-query.ts';
import { Book } from './store/book.ts';

type DecisionItem = Omit<RoutingDecision, 'leadId' | 'atMs'> & { readonly at: string };

/** What was decided on who gets a lead, each with the path that led to it, newest first. */
@Controller()
export class GetRoutingController {
  readonly #book: Book;

  constructor(@Inject(Book) book: Book) {
    this.#book = book;
  }

  @Get('api/leads/:id/routing')
  @Access('leads:read')
  async read(
    @Param('id', { schema: leadId }) id: string,
    @Query({ schema: listQuery }) { limit }: ListRequest,
  ): Promise<{ readonly items: readonly DecisionItem[] }> {
    const decisions = await this.#book.decisionsOf(id, limit);
    return {
      items: decisions.map(({ leadId: _same, atMs, ...decision }) => ({
        at: new Date(atMs).toISOString(),
        ...decision,
      })),
    };
  }
}
