import type { LetterFilter, LetterPlace } from '@smarketing/messaging';
import * as z from 'zod';

const place = z
  .string()
  .max(500)
  .transform((text, context): LetterPlace => {
    const [, at, id] = /^(\d{1,15}) (\S{1,300})$/.exec(Buffer.from(text, 'base64url').toString()) ?? [];
    if (at !== undefined && id !== undefined) return { atMs: Number(at), id };
    context.addIssue({ code: 'custom', message: 'is no cursor that this list has given' });
    return z.NEVER;
  });

/** Opaque to clients: where a page of letters ended. */
export function letterCursor({ at, id }: { readonly at: string; readonly id: string }): string {
  return Buffer.from(`${Date.parse(at)} ${id}`).toString('base64url');
}

const filter = {
  reason: z.enum(['undecodable', 'foreign', 'decide-threw', 'bad-data']).optional(),
  reactor: z.string().min(1).max(200).optional(),
  /** Set aside at this instant or later. */
  since: z.union([z.iso.datetime({ offset: true }), z.iso.date()], 'an ISO 8601 instant, or a day').optional(),
};

/** Which letters a replay in bulk means, of those that wait. Strict: a filter that is misspelt must not mean all letters. */
export const letterFilter = z.strictObject(filter);

/** A page of letters. */
export const letterQuery = z.strictObject({
  ...filter,
  /** `open`: all but those that were replayed. */
  status: z.enum(['waiting', 'replaying', 'replayed', 'open']).optional(),
  /** Whether it was kept whole, and so can be tried again. */
  replayable: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
  /** One more than the API gives, by which it sees whether there is more. */
  limit: z.coerce.number().int().min(1).max(501).default(50),
  cursor: place.optional(),
});
export type LetterQuery = z.output<typeof letterQuery>;

/** How a query is asked for again, of another process. */
export function letterParams({
  reason,
  reactor,
  since,
  status,
  replayable,
  limit,
  cursor,
}: LetterQuery): URLSearchParams {
  const given = { reason, reactor, since, status, replayable: replayable?.toString(), limit: String(limit) };
  const params = new URLSearchParams(
    Object.entries(given).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  if (cursor) params.set('cursor', letterCursor({ at: new Date(cursor.atMs).toISOString(), id: cursor.id }));
  return params;
}

export function filterOf({ reason, reactor, since, status, replayable }: LetterQuery): LetterFilter {
  return { reason, reactor, status, replayable, sinceMs: since === undefined ? undefined : Date.parse(since) };
}
