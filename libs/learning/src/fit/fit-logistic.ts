import { linearPredictor, type Design } from '../encode/design.ts';
import { solvePositiveDefinite } from './solve-positive-definite.ts';

export type LogisticModel = { readonly intercept: number; readonly coefficients: Float64Array };

export type LogisticFit = LogisticModel & {
  /** Largest absolute component of the objective's gradient, per row. */
  readonly gradient: number;
  readonly converged: boolean;
  readonly iterations: number;
};

export type LogisticTask = {
  readonly design: Design;
  /** 1 or 0 for each row of the design. */
  readonly outcomes: Uint8Array;
  /** The rows to learn from. */
  readonly rows: Int32Array;
  /** λ ≥ 0, in units of the summed log loss. */
  readonly penalty: number;
  readonly start?: LogisticModel;
  /** Ends where no component of the gradient is above it, per row. */
  readonly tolerance?: number;
};

const MOST_ITERATIONS = 60;
const SMALLEST_STEP = 1e-12;
/** Relative error of a sum of some ten thousand terms. */
const ROUNDING = 1e-12;

/**
 * Logistic regression with an L2 penalty: minimises over (a, b)
 *
 *   Σᵢ [ log(1 + exp(ηᵢ)) − yᵢ ηᵢ ] + λ/2 · Σⱼ bⱼ²,   ηᵢ = a + b · xᵢ
 *
 * The intercept a is free of penalty. Newton's method, which here is iteratively reweighted least squares: each step solves
 * (Xᵀ W X + λ I) δ = Xᵀ (p − y) + λ b with W = p (1 − p), and is halved until the objective falls (Hastie, Tibshirani and
 * Friedman, "The Elements of Statistical Learning", 2nd ed., 4.4.1 and 18.3.2; le Cessie and van Houwelingen 1992). The
 * objective is convex, so what it ends at is the minimum.
 */
export function fitLogistic({ design, outcomes, rows, penalty, start, tolerance = 1e-10 }: LogisticTask): LogisticFit {
  const { width } = design;
  const size = width + 1;
  // The intercept is the last unknown, so that the features keep their index.
  let beta = new Float64Array(size);
  if (start === undefined) beta[width] = logOdds(outcomes, rows);
  else {
    beta.set(start.coefficients);
    beta[width] = start.intercept;
  }
  const predictors = new Float64Array(rows.length);
  const hessian = new Float64Array(size * size);
  const gradient = new Float64Array(size);
  let objective = objectiveAt(design, outcomes, rows, penalty, beta, predictors);
  for (let iteration = 0; ; iteration += 1) {
    accumulate(design, outcomes, rows, penalty, beta, predictors, hessian, gradient);
    const steepest =
      gradient.reduce((largest, each) => Math.max(largest, Math.abs(each)), 0) / Math.max(1, rows.length);
    const done = (converged: boolean): LogisticFit => ({
      intercept: beta[width]!,
      coefficients: beta.slice(0, width),
      gradient: steepest,
      converged,
      iterations: iteration,
    });
    if (steepest <= tolerance) return done(true);
    if (iteration === MOST_ITERATIONS || !solvePositiveDefinite(hessian, gradient, size)) return done(false);
    const step = gradient.slice();
    // Close to the minimum the objective cannot tell a better point from a worse one, and Newton's full step is right.
    const bound = objective + ROUNDING * (1 + Math.abs(objective));
    let share = 1;
    for (;;) {
      const next = beta.map((each, index) => each - share * step[index]!);
      const reached = objectiveAt(design, outcomes, rows, penalty, next, predictors);
      if (reached <= bound) {
        [beta, objective] = [next, reached];
        break;
      }
      share /= 2;
      if (share < SMALLEST_STEP) return done(false);
    }
  }
}

/** The objective; the predictors of the rows are written to `predictors`. */
function objectiveAt(
  design: Design,
  outcomes: Uint8Array,
  rows: Int32Array,
  penalty: number,
  beta: Float64Array,
  predictors: Float64Array,
): number {
  const { width } = design;
  let loss = 0;
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at]!;
    const eta = linearPredictor(design, row, beta, beta[width]!);
    predictors[at] = eta;
    loss += logLoss(eta, outcomes[row]!);
  }
  let squares = 0;
  for (let j = 0; j < width; j += 1) squares += beta[j]! * beta[j]!;
  return loss + (penalty / 2) * squares;
}

/** Gradient, and the lower triangle of the Hessian, at the given predictors. */
function accumulate(
  { width, starts, indices, values }: Design,
  outcomes: Uint8Array,
  rows: Int32Array,
  penalty: number,
  beta: Float64Array,
  predictors: Float64Array,
  hessian: Float64Array,
  gradient: Float64Array,
): void {
  const size = width + 1;
  const last = width * size;
  hessian.fill(0);
  gradient.fill(0);
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at]!;
    const probability = sigmoid(predictors[at]!);
    const residual = probability - outcomes[row]!;
    const weight = probability * (1 - probability);
    const begin = starts[row]!;
    const end = starts[row + 1]!;
    for (let a = begin; a < end; a += 1) {
      const index = indices[a]!;
      const value = values[a]!;
      gradient[index]! += residual * value;
      const weighted = weight * value;
      const base = index * size;
      for (let b = begin; b <= a; b += 1) hessian[base + indices[b]!]! += weighted * values[b]!;
      hessian[last + index]! += weighted;
    }
    gradient[width]! += residual;
    hessian[last + width]! += weight;
  }
  for (let j = 0; j < width; j += 1) {
    gradient[j]! += penalty * beta[j]!;
    hessian[j * size + j]! += penalty;
  }
}

/** log(1 + exp(η)) − y η, without overflow. */
export function logLoss(eta: number, outcome: number): number {
  return Math.max(eta, 0) + Math.log1p(Math.exp(-Math.abs(eta))) - outcome * eta;
}

export function sigmoid(eta: number): number {
  return eta >= 0 ? 1 / (1 + Math.exp(-eta)) : Math.exp(eta) / (1 + Math.exp(eta));
}

/** Of the base rate; half a case is lent to each side, so that it is finite. */
function logOdds(outcomes: Uint8Array, rows: Int32Array): number {
  const won = rows.reduce((sum, row) => sum + outcomes[row]!, 0);
  return Math.log((won + 0.5) / (rows.length - won + 0.5));
}
