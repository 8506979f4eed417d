import * as z from 'zod';
import { defineEvent } from './event-definition.ts';
import { instant } from './shapes.ts';

/**
 * Something could not be processed and was set aside, or failed again when it was replayed. The service keeps it whole, as the dead
 * letter `letterId`; here is its beginning. The subject is `topic/partition`.
 */
export const recordSetAside = defineEvent(
  'record.set_aside',
  'smarketing.dead-letters.v1',
  z.looseObject({
    letterId: z.string().optional(),
    service: z.string(),
    reactor: z.string(),
    reason: z.string(),
    detail: z.string(),
    topic: z.string(),
    partition: z.int(),
    offset: z.int(),
    eventId: z.string().nullable(),
    payload: z.string(),
    /** True where `payload` is not all of it. */
    isExcerpt: z.boolean().optional(),
    /** When it was set aside first. */
    at: instant,
    /** How often it has failed. */
    attempts: z.int().positive().optional(),
  }),
);
