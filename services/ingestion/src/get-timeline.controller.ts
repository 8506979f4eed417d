import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import type { IntakeData } from '@smarketing/contracts';
import { Access, Problem } from '@smarketing/service-kit';
import * as z from 'zod';
import { placeOf, cursorOf } from './domain/timeline-cursor.ts';
import { leadParam } from './edge/lead-statements.ts';
import { Directory, type Evidence } from './store/directory.ts';

const page = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

type TimelineItem = Omit<IntakeData, 'who'> & {
  readonly eventId: string;
  readonly type: string;
  readonly source: string;
  readonly occurredAt: string;
  readonly receivedAt: string;
};
type Timeline = { readonly items: readonly TimelineItem[]; readonly nextCursor: string | null };

/** What a lead did and what was said about it, newest first. */
@Controller('api/leads')
export class GetTimelineController {
  private readonly directory: Directory;

  constructor(@Inject(Directory) directory: Directory) {
    this.directory = directory;
  }

  @Get(':id/timeline')
  @Access('leads:read')
  async read(
    @Param('id', { schema: leadParam }) leadId: string,
    @Query({ schema: page }) { cursor, limit }: z.infer<typeof page>,
  ): Promise<Timeline> {
    const place = cursor === undefined ? undefined : placeOf(cursor);
    if (place === null) {
      throw new Problem(400, 'invalid-request', 'That is no cursor of this list.', {
        fields: [{ field: 'cursor', message: 'take it from nextCursor' }],
      });
    }
    const evidence = await this.directory.timeline(leadId, limit + 1, place);
    if (evidence === null) throw new Problem(404, 'lead-not-found', `There is no lead ${leadId}.`);
    const items = evidence.slice(0, limit);
    const last = items.at(-1);
    return { items: items.map(itemOf), nextCursor: evidence.length > limit && last ? cursorOf(last) : null };
  }
}

function itemOf({ eventId, type, source, occurredAtMs, receivedAtMs, payload }: Evidence): TimelineItem {
  const { who: _who, ...said } = payload;
  return {
    eventId,
    type,
    source,
    occurredAt: new Date(occurredAtMs).toISOString(),
    receivedAt: new Date(receivedAtMs).toISOString(),
    ...said,
  };
}
