/**
 * Cuts that divide sorted values into about as many equal parts as asked; a value equal to a cut belongs to the part above it. Where
 * values are tied there are fewer cuts. Every part holds at least one value.
 */
export function quantileCuts(sorted: Float64Array, parts: number): number[] {
  const cuts: number[] = [];
  for (let part = 1; part < parts; part += 1) {
    let cut = sorted[Math.floor((part * sorted.length) / parts)];
    // What most rows share stands for itself: the next part begins at the value after it.
    if (cut === sorted[0]) cut = sorted.find((value) => value > sorted[0]!);
    if (cut !== undefined && cut > (cuts.at(-1) ?? -Infinity)) cuts.push(cut);
  }
  return cuts;
}

/** The part that a value lies in, from 0. */
export function partOf(value: number, cuts: readonly number[]): number {
  let part = 0;
  while (part < cuts.length && value >= cuts[part]!) part += 1;
  return part;
}

/** The values of the given rows that are there, ascending. */
export function sortedValues(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!)
    .filter((value) => !Number.isNaN(value))
    .sort();
}
