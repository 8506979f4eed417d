import { evidenceAtMs } from '@smarketing/contracts';
import type { OpenCycle } from './lead-routing.ts';

/** When the evidence happened that opened this cycle, epoch ms. */
export function evidenceAtOf({
  origin,
  qualifiedAtMs,
  dossier,
}: Pick<OpenCycle, 'origin' | 'qualifiedAtMs' | 'dossier'>): number {
  return evidenceAtMs(origin, qualifiedAtMs, dossier);
}
