import { z } from 'zod';
import { engagement } from './engagement.ts';
import { fit } from './fit.ts';
import { identifier, label } from './identifier.ts';

export const models = z
  .array(z.strictObject({ id: identifier, label, fit, engagement }))
  .describe(
    'Further models beside the one above (its id is "default"), one per product line or business unit. A lead has a score in each, and is routed by its best.',
  );
