export type Auc = {
  readonly auc: number;
  /** 95 %. */
  readonly interval: readonly [number, number];
};

const Z_95 = 1.959963984540054;

/**
 * The area under the ROC curve: the share of pairs of a won and a lost row in which the won one has the higher score, ties half
 * (Mann and Whitney). The interval is DeLong's (DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44), its placements computed
 * from midranks (Sun and Xu 2014, IEEE Signal Processing Letters 21), cut off at 0 and 1. Null without a won or without a lost row.
 */
export function aucWithInterval(scores: ArrayLike<number>, outcomes: ArrayLike<number>): Auc | null {
  const order = ascendingOrder(scores);
  const won = order.filter((at) => outcomes[at] === 1);
  const lost = order.filter((at) => outcomes[at] !== 1);
  if (won.length === 0 || lost.length === 0) return null;
  const overall = midranks(order, scores);
  const amongWon = midranks(won, scores);
  const amongLost = midranks(lost, scores);
  const position = new Int32Array(order.length);
  order.forEach((at, rank) => (position[at] = rank));
  const wonPlacements = won.map((at, rank) => (overall[position[at]!]! - amongWon[rank]!) / lost.length);
  const lostPlacements = lost.map((at, rank) => 1 - (overall[position[at]!]! - amongLost[rank]!) / won.length);
  const auc = mean(wonPlacements);
  const error = Math.sqrt(variance(wonPlacements) / won.length + variance(lostPlacements) / lost.length);
  return { auc, interval: [Math.max(0, auc - Z_95 * error), Math.min(1, auc + Z_95 * error)] };
}

/** The area alone; one half where there is nothing to tell apart. */
export function auc(scores: ArrayLike<number>, outcomes: ArrayLike<number>): number {
  const order = ascendingOrder(scores);
  const ranks = midranks(order, scores);
  let won = 0;
  let rankSum = 0;
  order.forEach((at, rank) => {
    if (outcomes[at] !== 1) return;
    won += 1;
    rankSum += ranks[rank]!;
  });
  const lost = order.length - won;
  return won === 0 || lost === 0 ? 0.5 : (rankSum - (won * (won + 1)) / 2) / (won * lost);
}

function ascendingOrder(scores: ArrayLike<number>): number[] {
  return Array.from({ length: scores.length }, (_, at) => at).sort((a, b) => scores[a]! - scores[b]!);
}

/** Ranks from 1 of items in ascending order; equal ones share the middle of theirs. */
function midranks(order: readonly number[], scores: ArrayLike<number>): Float64Array {
  const ranks = new Float64Array(order.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) to += 1;
    ranks.fill((from + 1 + to) / 2, from, to);
    from = to;
  }
  return ranks;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
