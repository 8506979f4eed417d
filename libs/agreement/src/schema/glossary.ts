import { z } from 'zod';
import { identifier, label } from './identifier.ts';

export const glossary = z
  .array(
    z.strictObject({
      id: identifier,
      term: label.describe('The term, as it is shown.'),
      meaning: z.string().min(1).max(1000).describe('What both teams mean by it.'),
    }),
  )
  .describe('The shared terms; their meaning is shown wherever the term is.');
