/** Uniform numbers in [0, 1). */
export type RandomSource = () => number;

/** The same numbers for the same seed, everywhere: mulberry32 (Tommy Ettinger, public domain), 32 bits of state. */
export function randomSource(seed: number): RandomSource {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** In place, every order equally likely (Fisher and Yates). */
export function shuffle<T extends Int32Array>(items: T, random: RandomSource): T {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [items[last], items[other]] = [items[other]!, items[last]!];
  }
  return items;
}
