import type { DecayedSum } from './check-scores.ts';

/** Sums of the same doubles in another order differ in the last digits; ours are kept to 10⁻¹⁰ points besides. */
const TOLERANCE = 1e-7;

/** Throws where two contenders do not come to the same decayed sum, of the same instant, for each lead. */
export function checkSameSums(ours: ReadonlyMap<string, DecayedSum>, theirs: ReadonlyMap<string, DecayedSum>): void {
  for (const [lead, { sum, atMs }] of ours) {
    const other = theirs.get(lead);
    if (other === undefined) throw new Error(`the rival has no sum of ${lead}`);
    if (other.atMs !== atMs || Math.abs(other.sum - sum) > TOLERANCE) {
      throw new Error(`${lead} comes to ${sum} at ${atMs} here, but to ${other.sum} at ${other.atMs} with the rival`);
    }
  }
  if (theirs.size !== ours.size) throw new Error(`the rival has sums of ${theirs.size} leads, not of ${ours.size}`);
}
