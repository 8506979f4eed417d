import type { Installation } from '../installation/installation.ts';
import { readLiveModel } from '../learn/live-model.ts';
import { note, ok, problemOf, type Finding } from './finding.ts';

/** Whether the predicted conversions still hold. Nothing that is promised hangs on them: an alarm is worth knowing, and no failure. */
export async function checkModel(installation: Installation): Promise<Finding> {
  const what = 'Model';
  try {
    const { state, words, drift } = await readLiveModel(installation);
    if (state !== 'useful') return note(what, words);
    if (drift === null || drift.level === 'ok') return ok(what, words);
    const worse = drift.words.filter((_, at) => [drift.population, drift.calibration][at]?.level !== 'ok');
    return {
      ...note(what, `${drift.level}: ${worse.join(' ')}`),
      advice:
        'see `smarketing learn --live`; it learns anew by itself as outcomes come, so look whether sources, campaigns or the market have changed',
    };
  } catch (error) {
    return problemOf(what, error);
  }
}
