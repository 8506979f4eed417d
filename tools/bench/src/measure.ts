/** Does a piece of work once over, and says how many units that were. */
export type Work = () => number | Promise<number>;

export type Measured = {
  readonly name: string;
  /** Units per second: of each round, and their median. */
  readonly rounds: readonly number[];
  readonly median: number;
};

/**
 * Lets the contenders work in turn, round after round, so that whatever else the machine does meets all of them. A round lasts at least
 * `roundMs`; one round before the counted ones is for warming up.
 */
export async function measureInTurn(
  contenders: Readonly<Record<string, Work>>,
  { rounds, roundMs }: { readonly rounds: number; readonly roundMs: number },
): Promise<readonly Measured[]> {
  const names = Object.keys(contenders);
  const rates = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const rate = await rateOf(contenders[name]!, roundMs);
      if (round > 0) rates.get(name)!.push(rate);
    }
  }
  return names.map((name) => ({ name, rounds: rates.get(name)!, median: median(rates.get(name)!) }));
}

async function rateOf(work: Work, roundMs: number): Promise<number> {
  const startedMs = performance.now();
  let units = 0;
  let elapsedMs = 0;
  do {
    units += await work();
    elapsedMs = performance.now() - startedMs;
  } while (elapsedMs < roundMs);
  return (units / elapsedMs) * 1_000;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
