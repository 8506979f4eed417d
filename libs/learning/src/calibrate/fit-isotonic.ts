/** A non-decreasing curve through `knots`, flat outside of them. */
export type IsotonicCurve = { readonly knots: readonly { readonly score: number; readonly probability: number }[] };

type Block = { scores: number; won: number; rows: number };

/**
 * Isotonic regression by pooling adjacent violators (Ayer et al. 1955; for calibration: Zadrozny and Elkan 2002). Each pooled block
 * becomes a knot at its mean score, between knots it is linear. Half a case is lent to each side of a block, so that no
 * probability is 0 or 1.
 */
export function fitIsotonic(scores: ArrayLike<number>, outcomes: ArrayLike<number>): IsotonicCurve {
  const order = Array.from({ length: scores.length }, (_, at) => at).sort((a, b) => scores[a]! - scores[b]!);
  const blocks: Block[] = [];
  for (let from = 0; from < order.length;) {
    const block: Block = { scores: 0, won: 0, rows: 0 };
    let to = from;
    // At least one row, also where a score is no number and equals nothing, not even itself.
    do {
      block.scores += scores[order[to]!]!;
      block.won += outcomes[order[to]!]!;
      block.rows += 1;
      to += 1;
    } while (to < order.length && scores[order[to]!] === scores[order[from]!]);
    from = to;
    blocks.push(block);
    pool(blocks);
  }
  return {
    knots: blocks.map(({ scores: sum, won, rows }) => ({ score: sum / rows, probability: (won + 0.5) / (rows + 1) })),
  };
}

/** Joins the last blocks until their rates rise. */
function pool(blocks: Block[]): void {
  for (;;) {
    const last = blocks.at(-1);
    const before = blocks.at(-2);
    if (last === undefined || before === undefined || rate(before) < rate(last)) return;
    blocks.pop();
    before.scores += last.scores;
    before.won += last.won;
    before.rows += last.rows;
  }
}

/** With the half cases, so that the knots rise as the blocks do. */
function rate({ won, rows }: Block): number {
  return (won + 0.5) / (rows + 1);
}

export function isotonicProbability({ knots }: IsotonicCurve, score: number): number {
  let low = 0;
  let high = knots.length - 1;
  if (score <= knots[low]!.score) return knots[low]!.probability;
  if (score >= knots[high]!.score) return knots[high]!.probability;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (knots[middle]!.score <= score) low = middle;
    else high = middle;
  }
  const left = knots[low]!;
  const right = knots[high]!;
  return (
    left.probability + ((score - left.score) / (right.score - left.score)) * (right.probability - left.probability)
  );
}
