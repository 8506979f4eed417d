import { calibrationSince, type CalibrationSince } from './calibration-since.ts';
import { populationStability, type PopulationStability, type ScoreDistribution } from './population-stability.ts';

export { scoreDistribution, type ScoreDistribution } from './population-stability.ts';

export type DriftLevel = 'ok' | 'watch' | 'alarm';

export type Drift = {
  readonly level: DriftLevel;
  /** A sentence for each of the two. */
  readonly words: readonly string[];
  readonly population: PopulationStability & { readonly level: DriftLevel };
  readonly calibration: CalibrationSince & { readonly level: DriftLevel };
};

export type Since = {
  /** What the model says of the leads that came since, whatever became of them. */
  readonly since: ArrayLike<number>;
  /** What it says of those whose outcome became known since, and that outcome. */
  readonly probabilities: ArrayLike<number>;
  readonly outcomes: ArrayLike<number>;
};

/** Fewer tell nothing: the level stays ok. */
const LEAST_ROWS = 50;
/** Siddiqi's two, where they are above what chance makes. */
const INDEX = { watch: 0.1, alarm: 0.25 };
/** One in twenty, and one in a thousand, by chance: the alarm is looked at again and again. */
const DEVIATIONS = { watch: 1.96, alarm: 3.29 };

const ORDER: readonly DriftLevel[] = ['ok', 'watch', 'alarm'];

/** Whether leads, or what comes of them, are no longer what a model was learned from. */
export function driftOf(learned: ScoreDistribution, { since, probabilities, outcomes }: Since): Drift {
  const stability = populationStability(learned, since);
  const kept = calibrationSince(probabilities, outcomes);
  const population = { ...stability, level: populationLevel(stability) };
  const calibration = { ...kept, level: calibrationLevel(kept) };
  const level = ORDER[Math.max(ORDER.indexOf(population.level), ORDER.indexOf(calibration.level))]!;
  return { level, words: [populationInWords(population), calibrationInWords(calibration)], population, calibration };
}

function populationLevel({ index, byChance, rows }: PopulationStability): DriftLevel {
  if (rows < LEAST_ROWS || index <= byChance) return 'ok';
  return levelOf(index, INDEX);
}

function calibrationLevel({ rows, z }: CalibrationSince): DriftLevel {
  return rows < LEAST_ROWS || z === null ? 'ok' : levelOf(Math.abs(z), DEVIATIONS);
}

function levelOf(figure: number, from: { readonly watch: number; readonly alarm: number }): DriftLevel {
  return figure >= from.alarm ? 'alarm' : figure >= from.watch ? 'watch' : 'ok';
}

function populationInWords({ index, byChance, rows, level }: Drift['population']): string {
  if (rows < LEAST_ROWS) return `${leads(rows)} since: too few to say whether they are others than those learned from.`;
  const figure = `population stability index ${index.toFixed(3)} over ${leads(rows)}`;
  switch (level) {
    case 'ok':
      return index < INDEX.watch
        ? `The leads are like those learned from (${figure}).`
        : `The leads differ from those learned from no more than chance may have it (${figure}; by chance up to ${byChance.toFixed(3)}).`;
    case 'watch':
      return `The leads have begun to differ from those learned from (${figure}).`;
    case 'alarm':
      return `The leads are others than those learned from (${figure}).`;
  }
}

function calibrationInWords({ rows, won, predicted, observed, interval, level }: Drift['calibration']): string {
  if (rows < LEAST_ROWS || predicted === null || observed === null || interval === null) {
    return `${rows} outcomes since: too few to say whether the probabilities still hold.`;
  }
  const figures =
    `${won} of ${rows} were won, ${percent(observed)} (95 % interval ${percent(interval[0])} to ${percent(interval[1])}); ` +
    `${percent(predicted)} were foretold`;
  switch (level) {
    case 'ok':
      return `The probabilities hold: ${figures}.`;
    case 'watch':
      return `The probabilities may be off: ${figures}.`;
    case 'alarm':
      return `The probabilities no longer hold: ${figures}.`;
  }
}

const leads = (rows: number): string => `${rows.toLocaleString('en-US')} lead${rows === 1 ? '' : 's'}`;
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
