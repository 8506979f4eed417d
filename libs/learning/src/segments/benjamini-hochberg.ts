/**
 * Adjusted p-values (q-values): rejecting those at or below q keeps the expected share of false discoveries at or below q
 * (Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B 57). In the order given.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = pValues.map((_, at) => at).sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = Array.from<number>({ length: pValues.length });
  let least = 1;
  for (let rank = order.length; rank > 0; rank -= 1) {
    const at = order[rank - 1]!;
    least = Math.min(least, (pValues[at]! * order.length) / rank);
    adjusted[at] = least;
  }
  return adjusted;
}
