/** A number from 0 up to but not including 1. */
export type Random = () => number;

const TWO_TO_32 = 2 ** 32;

/** The same numbers for the same seed: Marsaglia's xorshift with 32 bits, good enough to choose victims. */
export function seededRandom(seed: number): Random {
  // Seeds next to each other would start with similar numbers, and 0 would never leave itself.
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / TWO_TO_32;
  };
}
