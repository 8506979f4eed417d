import * as z from 'zod';
import { stages } from './domain/stage-of.ts';
import { outcomes } from './domain/where-it-is.ts';
import type { LeadPosition } from './store/lead-views.ts';

const word = z.string().trim().min(1).max(300);

const cursor = z
  .string()
  .max(500)
  .transform((text, context): LeadPosition => {
    const position = decodeCursor(text);
    if (position !== null) return position;
    context.addIssue({ code: 'custom', message: 'is no cursor that this list has given' });
    return z.NEVER;
  });

/** Strict: a filter that is misspelt must not show all leads. */
export const leadQuery = z.strictObject({
  email: word.optional(),
  crmId: word.optional(),
  userId: word.optional(),
  source: word.optional(),
  stage: z.enum(stages).optional(),
  outcome: z.enum(outcomes).optional(),
  grade: word.optional(),
  owner: word.optional(),
  q: word.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: cursor.optional(),
});
export type LeadListRequest = z.output<typeof leadQuery>;

export const leadId = z.string().min(1).max(300);

/** Opaque to clients. */
export function encodeCursor({ lastEventAtMs, id }: LeadPosition): string {
  return Buffer.from(`${lastEventAtMs} ${id}`).toString('base64url');
}

function decodeCursor(text: string): LeadPosition | null {
  const [, at, id] = /^(\d{1,15}) (.+)$/s.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  return at === undefined || id === undefined ? null : { lastEventAtMs: Number(at), id };
}
