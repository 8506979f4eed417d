import { z } from 'zod';
import { condition } from './condition.ts';
import { identifier, label } from './identifier.ts';

export const personas = z.array(z.strictObject({ id: identifier, label, when: condition }));
