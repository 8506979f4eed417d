import { z } from 'zod';
import { identifier, label } from './identifier.ts';

export const goals = z.array(
  z.strictObject({
    id: identifier,
    label,
    measure: z.enum(['qualifiedPipeline', 'revenue', 'winRate', 'qualifiedLeads', 'acceptanceRate']),
    period: z.enum(['month', 'quarter', 'year']),
    /** Null: not yet agreed. */
    target: z.number().nullable(),
    unit: z.string().min(1).optional(),
    /** The share of variable pay that hangs on it, 0…1. */
    variablePayShare: z.number().min(0).max(1).default(0),
  }),
);
