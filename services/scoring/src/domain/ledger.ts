import { toPoints, type ActiveSignal, type ScoreEntry } from '@smarketing/agreement';
import type { LedgerEntry } from '@smarketing/contracts';

/** A line of the ledger as others see it, in points: their hundredths sum exactly to the score's. */
export function ledgerEntry(entry: ScoreEntry): LedgerEntry {
  const { rule, label, part, side, eventId, occurredAt, basePoints, points, withheldByCap, count } = entry;
  return {
    rule,
    label,
    part,
    side,
    eventId,
    occurredAt: occurredAt === null ? null : iso(occurredAt),
    basePoints: toPoints(basePoints),
    points: toPoints(points),
    withheldByCap: toPoints(withheldByCap),
    count,
  };
}

export function intentSignal({ signal, label, occurredAt, handRaiser, count, eventId }: ActiveSignal) {
  return { signal, label, occurredAt: iso(occurredAt), handRaiser, count, eventId };
}

let last = { atMs: 0, text: new Date(0).toISOString() };

/** Of an instant in epoch ms. A decision tells its own again and again, so the last one is kept. */
export function iso(atMs: number): string {
  if (last.atMs !== atMs) last = { atMs, text: new Date(atMs).toISOString() };
  return last.text;
}
