import type { SoundLimits } from '@smarketing/contracts';

/** Bytes of JSON in one event. */
export const MOST_EVENT_BYTES = 32 * 1024;
/** Bytes of a request's body; Segment's own limit of 500 KB a batch is what clients keep to. */
export const MOST_BODY_BYTES = 4 * 1024 * 1024;
/** Events in a batch. */
export const MOST_BATCH_EVENTS = 2_500;
/** The first instant of year 1, epoch ms: no calendar of ours, and no database, goes further back. */
export const EARLIEST_MS = Date.parse('0001-01-01T00:00:00Z');
/** Of what a client sends. */
export const CLIENT_JSON: SoundLimits = { depth: 16, members: 1_000, nameChars: 300 };
