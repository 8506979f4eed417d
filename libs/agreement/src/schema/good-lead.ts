import { z } from 'zod';
import { identifier, label } from './identifier.ts';

/**
 * "What does a good lead look like", as yes / no / unknown criteria. `rules` names fit rules, engagement rules or intent
 * signals; a criterion is met as soon as one of them is.
 */
export const goodLead = z.array(z.strictObject({ id: identifier, label, rules: z.array(identifier).min(1) })).max(12);
