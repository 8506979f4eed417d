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

export function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
