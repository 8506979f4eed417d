import type { RowSplit } from './split/split-rows.ts';

/** Of won and of lost rows; below it nothing is learned. */
export const LEAST_OUTCOMES = 100;
/** On either side of a split: below it neither learning nor judging makes sense. */
const LEAST_ON_A_SIDE = 10;
const UNTIL_THEN = 'Until then the standard agreement is a sound start.';

/** What is lacking among the rows, in words; null where there are enough outcomes. */
export function shortageIn(outcomes: Uint8Array, rows: Int32Array): string | null {
  const won = countWon(outcomes, rows);
  const lost = rows.length - won;
  if (won >= LEAST_OUTCOMES && lost >= LEAST_OUTCOMES) return null;
  return (
    `There are not enough outcomes yet: ${won} won and ${lost} lost, and at least ${LEAST_OUTCOMES} of each are needed. ` +
    UNTIL_THEN
  );
}

/** The same for both sides of a split, and for what is left when rows without a time have gone. */
export function shortageOfSides(outcomes: Uint8Array, { train, test }: RowSplit): string | null {
  const inAll = shortageIn(outcomes, Int32Array.from([...train, ...test]));
  if (inAll !== null) return inAll;
  for (const [side, rows] of [['learn from', train] as const, ['judge on', test] as const]) {
    const won = countWon(outcomes, rows);
    if (Math.min(won, rows.length - won) >= LEAST_ON_A_SIDE) continue;
    return (
      `There are not enough outcomes yet on both sides of the split by time: of the rows to ${side}, ${won} are won and ` +
      `${rows.length - won} lost. ${UNTIL_THEN}`
    );
  }
  return null;
}

export function countWon(outcomes: Uint8Array, rows: Int32Array): number {
  return rows.reduce((sum, row) => sum + outcomes[row]!, 0);
}
