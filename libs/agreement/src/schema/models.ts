import { z } from 'zod';
import { engagement } from './engagement.ts';
import { fit } from './fit.ts';
import { identifier, label } from './identifier.ts';

/** Further models beside `default`, one per product line or business unit. A lead is routed by its best. */
export const models = z.array(z.strictObject({ id: identifier, label, fit, engagement }));
