import { z } from 'zod';
import { condition } from './condition.ts';
import { identifier, label } from './identifier.ts';

/** Checked before all else, and never skipped by a raised hand. `goesTo` says in words where the person goes instead. */
export const exclusions = z.array(z.strictObject({ id: identifier, label, when: condition, goesTo: label }));
