import { calibrated, type Calibration } from './calibrate/choose-calibration.ts';
import { widthOf, worthOf, type ModelInput } from './encode/model-input.ts';

/** A model as it is kept and used: plain data, with everything that it takes to judge a lead which it has not seen. */
export type ConversionModel = {
  readonly inputs: readonly ModelInput[];
  readonly intercept: number;
  /** Those of each input one after the other: its measure's, where it has one, then one per group. */
  readonly coefficients: readonly number[];
  readonly calibration: Calibration;
};

/** The calibrated probability, above 0 and below 1. `cellOf` gives a column's text, `''` where there is none. */
export function probabilityOf(model: ConversionModel, cellOf: (column: string) => string): number {
  let logit = model.intercept;
  let start = 0;
  for (const input of model.inputs) {
    logit += worthOf(input, cellOf(input.column), model.coefficients, start);
    start += widthOf(input);
  }
  return calibrated(model.calibration, logit);
}
