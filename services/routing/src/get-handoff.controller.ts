import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import type { HandoffPacket, Person } from '@smarketing/contracts';
import { Access } from '@smarketing/service-kit';
import { leadId, listQuery } from './lead-query.ts';
import type { ListRequest } from './lead-query.ts';
import { Book } from './store/book.ts';

type HandoffItem = {
  readonly assignmentId: string;
  readonly cycleId: string;
  readonly rep: Person;
  readonly at: string;
  readonly packet: HandoffPacket;
};

/** A lead's hand-off packets as they were made, newest first; none for a lead that was never handed over. */
@Controller()
export class GetHandoffController {
  readonly #book: Book;

  constructor(@Inject(Book) book: Book) {
    this.#book = book;
  }

  @Get('api/leads/:id/handoff')
  @Access('leads:read')
  async read(
    @Param('id', { schema: leadId }) id: string,
    @Query({ schema: listQuery }) { limit }: ListRequest,
  ): Promise<{ readonly items: readonly HandoffItem[] }> {
    const packets = await this.#book.packetsOf(id, limit);
    return {
      items: packets.map(({ assignmentId, cycleId, rep, atMs, packet }) => ({
        assignmentId,
        cycleId,
        rep,
        at: new Date(atMs).toISOString(),
        packet,
      })),
    };
  }
}
