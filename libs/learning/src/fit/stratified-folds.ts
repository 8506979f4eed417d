import { randomSource, shuffle } from '../random.ts';

/** The fold of each of the rows, in their order; won and lost ones are spread evenly, at random. */
export function stratifiedFolds(outcomes: Uint8Array, rows: Int32Array, folds: number, seed: number): Uint8Array {
  const order = shuffle(
    Int32Array.from(rows, (_, at) => at),
    randomSource(seed),
  );
  const dealt = [0, 0];
  const foldOf = new Uint8Array(rows.length);
  for (const at of order) {
    const outcome = outcomes[rows[at]!]!;
    foldOf[at] = dealt[outcome]! % folds;
    dealt[outcome]! += 1;
  }
  return foldOf;
}
