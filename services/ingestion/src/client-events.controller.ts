import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { Access, Problem } from '@smarketing/service-kit';
import * as z from 'zod';
import {
  SetAsideEvents,
  type SetAsideDetails,
  type SetAsideEvent,
  type SetAsidePlace,
} from './store/set-aside-events.ts';

const cursor = z
  .string()
  .max(200)
  .transform((text, context): SetAsidePlace => {
    const place = placeOf(Buffer.from(text, 'base64url').toString('latin1'));
    if (place !== null) return place;
    context.addIssue({ code: 'custom', message: 'is no cursor that this list has given' });
    return z.NEVER;
  });

/** Strict: a filter that is misspelt must not show all. */
const page = z.strictObject({
  status: z.enum(['quarantined', 'refused']).optional(),
  source: z.string().min(1).max(300).optional(),
  /** Received at this instant or later. */
  since: z.union([z.iso.datetime({ offset: true }), z.iso.date()], 'an ISO 8601 instant, or a day').optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: cursor.optional(),
});

/** `GET /api/dead-letters/client-events[/:id]`: what clients have sent and what counts nowhere, with the reason. */
@Controller('api/dead-letters/client-events')
export class ClientEventsController {
  private readonly events: SetAsideEvents;

  constructor(@Inject(SetAsideEvents) events: SetAsideEvents) {
    this.events = events;
  }

  @Get()
  @Access('operations')
  async list(
    @Query({ schema: page }) { status, source, since, limit, cursor: place }: z.output<typeof page>,
  ): Promise<{ readonly items: readonly object[]; readonly nextCursor: string | null }> {
    const sinceMs = since === undefined ? undefined : Date.parse(since);
    const found = await this.events.list({ status, source, sinceMs }, limit + 1, place);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items: items.map(itemOf), nextCursor: found.length > limit && last ? cursorOf(last) : null };
  }

  @Get(':id')
  @Access('operations')
  async show(@Param('id') id: string): Promise<object> {
    const [, eventId = '', variant = ''] = /^([0-9a-f-]{36})\.(\d{1,15})$/.exec(id) ?? [];
    const found = eventId === '' ? null : await this.events.find(eventId, Number(variant));
    if (!found) throw new Problem(404, 'client-event-not-found', `No client event ${id} was set aside.`);
    return detailsOf(found);
  }
}

function itemOf({ occurredAtMs, receivedAtMs, variant, ...event }: SetAsideEvent): object {
  return {
    id: `${event.eventId}.${variant}`,
    ...event,
    occurredAt: isoOf(occurredAtMs),
    receivedAt: isoOf(receivedAtMs),
  };
}

function detailsOf({ payload, counted, ...event }: SetAsideDetails): object {
  if (counted === null) return { ...itemOf(event), payload, counted };
  const { occurredAtMs, receivedAtMs, ...rest } = counted;
  const told = { ...rest, occurredAt: isoOf(occurredAtMs), receivedAt: isoOf(receivedAtMs) };
  return { ...itemOf(event), payload, counted: told };
}

function cursorOf({ receivedAtMs, eventId, variant }: SetAsidePlace): string {
  return Buffer.from(`${receivedAtMs}.${eventId}.${variant}`).toString('base64url');
}

function placeOf(text: string): SetAsidePlace | null {
  const parts = /^(\d{1,15})\.([0-9a-f-]{36})\.(\d{1,15})$/.exec(text);
  return parts && { receivedAtMs: Number(parts[1]), eventId: parts[2]!, variant: Number(parts[3]) };
}

const isoOf = (ms: number): string => new Date(ms).toISOString();
