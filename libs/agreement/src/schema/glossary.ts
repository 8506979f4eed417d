import { z } from 'zod';
import { identifier, label } from './identifier.ts';

/** The shared terms, shown wherever the term is shown. */
export const glossary = z.array(z.strictObject({ id: identifier, term: label, meaning: z.string().min(1).max(1000) }));
