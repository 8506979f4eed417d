/**
 * The share of all won rows that is among the rows of the highest scores, which make up the given share of all rows. Of rows that
 * are tied at the border as many are counted as on average of every order among them, so the result hangs on no order.
 */
export function recallAt(share: number, scores: ArrayLike<number>, outcomes: ArrayLike<number>): number {
  const order = Array.from({ length: scores.length }, (_, at) => at).sort((a, b) => scores[b]! - scores[a]!);
  const total = order.reduce((sum, at) => sum + outcomes[at]!, 0);
  if (total === 0) return 0;
  let left = share * order.length;
  let found = 0;
  for (let from = 0; from < order.length && left > 0;) {
    let to = from;
    let won = 0;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) won += outcomes[order[to++]!]!;
    found += won * Math.min(1, left / (to - from));
    left -= to - from;
    from = to;
  }
  return found / total;
}
