import * as z from 'zod';
import { flowAnswer } from '../installation/until-idle.ts';

const since = z.string().nullish();
const told = { service: z.string(), kind: z.string().default(''), because: z.string(), since };

/** The answer of `GET /api/flow`, as far as the doctor reads it. */
export const flowReport = flowAnswer.extend({
  /** When it was made (ISO 8601, by the installation's clock). */
  at: z.string().nullish(),
  stopped: z.array(z.looseObject({ ...told, lane: z.number() })).default([]),
  waiting: z.array(z.looseObject({ ...told, lane: z.number().nullable() })).default([]),
  unowned: z.array(z.looseObject({ service: z.string(), lanes: z.array(z.number()), since })).default([]),
  unreachable: z.array(z.string()).default([]),
});
export type FlowReport = z.output<typeof flowReport>;
