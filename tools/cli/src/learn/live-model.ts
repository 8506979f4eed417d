import type { Drift, LearnReport } from '@smarketing/learning';
import * as z from 'zod';
import type { Installation } from '../installation/installation.ts';

/** `GET /api/model`, as far as it is told here. */
const liveModel = z.looseObject({
  state: z.enum(['not enough outcomes', 'useless', 'useful']),
  words: z.string(),
  outcomes: z.looseObject({ won: z.number(), lost: z.number(), sinceModel: z.number() }),
  version: z.number().nullable(),
  trainedAt: z.string().nullable(),
  weights: z.array(z.looseObject({ words: z.string() })),
  drift: z.custom<Drift>((value) => typeof (value as Drift | null)?.level === 'string').nullable(),
  calibrationError: z.number().nullable(),
  report: z.custom<LearnReport>((value) => Array.isArray((value as LearnReport | null)?.columns)).nullable(),
});
export type LiveModel = z.output<typeof liveModel>;

export function readLiveModel(installation: Installation): Promise<LiveModel> {
  return installation.get('/api/model', liveModel);
}

/** YAML. Throws Refused where there is none to write. */
export async function readLiveDraft(installation: Installation): Promise<string> {
  const path = '/api/model/draft';
  const response = await installation.call({ method: 'GET', path, key: installation.apiKey(), accept: '*/*' });
  return response.text();
}
