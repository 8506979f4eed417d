import { describe, expect, it } from '@jest/globals';
import type { ModelVersion } from './model-version.ts';
import { notYet, predict } from './predict.ts';
import { isTrainingDue } from './training-due.ts';

const HOUR_MS = 3_600_000;
const tally = (won: number, lost: number, since = 0) => ({ won, lost, since, through: won + lost });

function aModel(more: Partial<ModelVersion> = {}): ModelVersion {
  const model = { inputs: [], intercept: 0, coefficients: [], calibration: { method: 'none' } } as const;
  return {
    ...{ version: 1, trainedAtMs: 0, outcomes: { won: 300, lost: 700 }, through: 1000, useless: null },
    ...{ model, distribution: null, report: {} as ModelVersion['report'], ...more },
  };
}

describe('learning is due', () => {
  it.each([
    ['with a hundred of each', tally(100, 100), true],
    ['not with 99 won', tally(99, 5000), false],
    ['not with 99 lost', tally(5000, 99), false],
    ['not with nothing', tally(0, 0), false],
  ])('%s', (_what, known, due) => expect(isTrainingDue(known, null, 0)).toBe(due));

  it.each([
    ['after a twentieth more and six hours', 50, 6 * HOUR_MS, true],
    ['not after a twentieth more within six hours', 50, 6 * HOUR_MS - 1, false],
    ['not after less, until a month has passed', 49, 29 * 24 * HOUR_MS, false],
    ['after a month with anything new', 1, 30 * 24 * HOUR_MS, true],
    ['never with nothing new', 0, 400 * 24 * HOUR_MS, false],
  ])('%s', (_what, since, nowMs, due) => expect(isTrainingDue(tally(320, 730, since), aModel(), nowMs)).toBe(due));

  it('sooner where nothing could be learned', () => {
    const none = aModel({ model: null, useless: 'too few' });
    expect(isTrainingDue(tally(320, 730, 50), none, HOUR_MS / 6)).toBe(true);
    expect(isTrainingDue(tally(320, 730, 50), none, HOUR_MS / 6 - 1)).toBe(false);
  });
});

describe('without a model there is no probability', () => {
  it('since there are not enough outcomes, and how many there are', () => {
    expect(predict({}, null, tally(99, 1200))).toEqual({
      probability: null,
      probabilityReason: 'not enough outcomes yet',
      probabilityWords:
        'There are not enough outcomes yet: 99 won and 1,200 lost, and at least 100 of each are needed.',
      probabilityModel: null,
    });
  });

  it('since the first one is being learned', () => {
    expect(notYet(tally(100, 100)).probabilityReason).toBe('the first model is being learned');
  });

  it('and none by one that is no better than the base rate', () => {
    const useless = 'It tells nothing.';
    expect(predict({}, aModel({ useless }), tally(300, 700))).toEqual({
      ...{ probability: null, probabilityReason: 'no better than the base rate' },
      ...{ probabilityWords: useless, probabilityModel: 1 },
    });
    expect(predict({}, aModel(), tally(300, 700)).probability).toBe(0.5);
  });
});
