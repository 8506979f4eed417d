/**
 * One line of the ledger. Points are hundredths; what is left after decay is `points + withheldByCap`, and the points of all
 * entries sum exactly to the score. `withheldByCap` is negative where a floor held back negative points. Occurrences beyond a
 * rule's cap are one entry of no points with their count; fit has neither event nor instant.
 */
export type ScoreEntry = {
  rule: string;
  label: string;
  /** A fit dimension's or an engagement group's id. */
  part: string;
  side: 'fit' | 'engagement';
  eventId: string | null;
  /** Epoch milliseconds. */
  occurredAt: number | null;
  basePoints: number;
  points: number;
  withheldByCap: number;
  count: number;
};

/**
 * Holds the sum of the entries between floor and cap: what is above is withheld from the positive entries, what is below from the
 * negative ones, each from the oldest on. Entries are ordered oldest first, and changed in place; the sum is returned.
 */
export function withhold(entries: readonly ScoreEntry[], floor: number, cap: number): number {
  let sum = 0;
  for (const { points } of entries) sum += points;
  if (sum > cap) {
    let excess = sum - cap;
    for (const entry of entries) {
      if (excess === 0) break;
      if (entry.points > 0) excess -= move(entry, Math.min(entry.points, excess));
    }
    return cap;
  }
  if (sum < floor) {
    let excess = sum - floor;
    for (const entry of entries) {
      if (excess === 0) break;
      if (entry.points < 0) excess -= move(entry, Math.max(entry.points, excess));
    }
    return floor;
  }
  return sum;
}

/** Withholds that many points of one entry. */
export function move(entry: ScoreEntry, amount: number): number {
  entry.points -= amount;
  entry.withheldByCap += amount;
  return amount;
}

export function clamp(value: number, floor: number, cap: number): number {
  return value < floor ? floor : value > cap ? cap : value;
}
