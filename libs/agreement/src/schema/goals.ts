import { z } from 'zod';
import { identifier, label, part } from './identifier.ts';

export const goals = z
  .array(
    z.strictObject({
      id: identifier,
      label,
      measure: z
        .enum(['qualifiedPipeline', 'revenue', 'winRate', 'qualifiedLeads', 'acceptanceRate'])
        .describe('What is measured.'),
      period: z.enum(['month', 'quarter', 'year']).describe('Over which period.'),
      target: z.number().nullable().describe('What both teams want to reach in a period; null: not yet agreed.'),
      unit: z.string().min(1).max(50).optional().describe('The unit of the target: €, %, leads.'),
      variablePayShare: part.default(0).describe('The share of variable pay that hangs on it, 0…1.'),
    }),
  )
  .describe('What both teams want to reach together.');
