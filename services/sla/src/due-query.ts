import * as z from 'zod';
import type { DuePosition } from './store/sla-leads.ts';

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `30m`, `4h`, `2d`: elapsed time, not business time. Milliseconds. */
const span = z
  .string()
  .regex(/^\d{1,4}[mhd]$/, 'write a number and m, h or d: 30m, 4h, 2d')
  .transform((text) => Number(text.slice(0, -1)) * UNIT_MS[text.slice(-1) as keyof typeof UNIT_MS]);

const cursor = z
  .string()
  .max(300)
  .transform((text, context): DuePosition => {
    const position = decodeCursor(text);
    if (position !== null) return position;
    context.addIssue({ code: 'custom', message: 'is no cursor that this list has given' });
    return z.NEVER;
  });

export const dueQuery = z.object({
  within: span.default(8 * UNIT_MS.h),
  rep: z.string().min(1).max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: cursor.optional(),
});
export type DueRequest = z.output<typeof dueQuery>;

export function encodeCursor({ dueAtMs, leadId }: DuePosition): string {
  return Buffer.from(`${dueAtMs} ${leadId}`).toString('base64url');
}

function decodeCursor(text: string): DuePosition | null {
  const [, dueAtMs, leadId] = /^(-?\d{1,16}) (.+)$/s.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  return dueAtMs === undefined || leadId === undefined ? null : { dueAtMs: Number(dueAtMs), leadId };
}
