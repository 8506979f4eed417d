import { LEAST_OUTCOMES, probabilityOf } from '@smarketing/learning';
import type { Features } from './features.ts';
import { cellOf } from './learn-from-attempts.ts';
import type { ModelVersion, Tally } from './model-version.ts';
import { hasEnough } from './training-due.ts';

export type Prediction = {
  /** Of being won, were the lead handed over at that instant; from 0 to 1, four decimals. Null where nothing can be said. */
  readonly probability: number | null;
  /** Why there is none, a phrase that programs can rely on; null where there is one. */
  readonly probabilityReason: string | null;
  /** A sentence. */
  readonly probabilityWords: string;
  /** The version of the model that was asked; null where there is none. */
  readonly probabilityModel: number | null;
};

/** `model`: the one in force at the instant in question, null where there was none. */
export function predict(features: Features, model: ModelVersion | null, tally: Tally): Prediction {
  if (model === null) return notYet(tally);
  const { version, outcomes } = model;
  if (model.model === null) return unknown('not enough outcomes yet', model.useless ?? '', version);
  if (model.useless !== null) return unknown('no better than the base rate', model.useless, version);
  const exact = probabilityOf(model.model, (column) => cellOf(features, column));
  return {
    probability: Math.round(exact * 10_000) / 10_000,
    probabilityReason: null,
    probabilityWords:
      `Of a hundred leads like this one about ${Math.round(exact * 100)} are won once they are handed over, by version ${version} of ` +
      `the model, which was learned from ${inThousands(outcomes.won)} won and ${inThousands(outcomes.lost)} lost.`,
    probabilityModel: version,
  };
}

export function unknown(reason: string, words: string, version: number | null = null): Prediction {
  return { probability: null, probabilityReason: reason, probabilityWords: words, probabilityModel: version };
}

/** Before the first model. */
export function notYet(tally: Tally): Prediction {
  const known = `${inThousands(tally.won)} won and ${inThousands(tally.lost)} lost`;
  return hasEnough(tally)
    ? unknown(
        'the first model is being learned',
        `There are enough outcomes (${known}); the first model is being learned.`,
      )
    : unknown(
        'not enough outcomes yet',
        `There are not enough outcomes yet: ${known}, and at least ${LEAST_OUTCOMES} of each are needed.`,
      );
}

const inThousands = (count: number): string => count.toLocaleString('en-US');
