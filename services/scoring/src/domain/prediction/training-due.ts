import { LEAST_OUTCOMES } from '@smarketing/learning';
import type { ModelVersion, Tally } from './model-version.ts';

const HOUR_MS = 3_600_000;
/** A model may say something else after so many more outcomes: a twentieth of those it knows, and at least twenty. */
const LEAST_NEWS = 20;
const SHARE_OF_NEWS = 0.05;
/** At most so often, however many outcomes come. */
const LEAST_INTERVAL_MS = 6 * HOUR_MS;
/** While nothing could be learned, since one side of the split had too few, the next outcomes may change that soon. */
const LEAST_INTERVAL_WITHOUT_MS = HOUR_MS / 6;
/** And after so long with anything new at all, since the world moves on. */
const OLD_AFTER_MS = 30 * 24 * HOUR_MS;

export function hasEnough({ won, lost }: Pick<Tally, 'won' | 'lost'>): boolean {
  return won >= LEAST_OUTCOMES && lost >= LEAST_OUTCOMES;
}

/** Whether a model is to be learned now. `newest` is the last one that was, useful or not. */
export function isTrainingDue(tally: Tally, newest: ModelVersion | null, nowMs: number): boolean {
  if (!hasEnough(tally)) return false;
  if (newest === null) return true;
  const ageMs = nowMs - newest.trainedAtMs;
  if (tally.since > 0 && ageMs >= OLD_AFTER_MS) return true;
  const known = newest.outcomes.won + newest.outcomes.lost;
  const isNews = tally.since >= Math.max(LEAST_NEWS, SHARE_OF_NEWS * known);
  return isNews && ageMs >= (newest.model === null ? LEAST_INTERVAL_WITHOUT_MS : LEAST_INTERVAL_MS);
}
