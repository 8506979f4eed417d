import * as z from 'zod';

export const leadId = z.string().min(1).max(100);

export const listQuery = z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) });
export type ListRequest = z.output<typeof listQuery>;
