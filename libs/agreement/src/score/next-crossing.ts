import type { CompiledAgreement } from '../compile/compile-agreement.ts';
import { countedOccurrences, worthAt, type Counted, type Span } from './counted-occurrences.ts';
import { digitBounds, type Digit } from './digit.ts';
import { modelNamed } from './score-at.ts';
import { clamp } from './score-entry.ts';
import type { Tallies } from './tallies.ts';

type GroupParts = { cap: number; gains: Counted[]; losses: Counted[] };

/**
 * The earliest instant (epoch ms, after `nowMs`) at which decay alone may bring another digit than `digit`; null: never. Safe:
 * nothing crosses before it, though at it nothing may have crossed yet, and then one asks again.
 *
 * With gains decaying and losses held the engagement only falls, and with losses decaying and gains held it only rises. The truth lies
 * between the two, and both are monotone, so their crossings are found by bisection.
 */
export function nextCrossing(
  tallies: Tallies,
  compiled: CompiledAgreement,
  nowMs: number,
  digit: Digit,
  { model: modelId = 'default', evidenceFrom }: { model?: string; evidenceFrom?: number } = {},
): number | null {
  const model = modelNamed(compiled, modelId);
  const span: Span = { after: evidenceFrom ?? -Infinity, until: nowMs };
  const tallied = tallies.models[modelId] ?? {};
  const groups: GroupParts[] = [];
  let overAt = nowMs;
  for (const group of model.engagement.groups) {
    const parts: GroupParts = { cap: group.cap, gains: [], losses: [] };
    for (const rule of group.rules) {
      const tally = tallied[rule.id];
      if (tally === undefined) continue;
      const counted = countedOccurrences(rule, tally, span);
      (rule.base > 0 ? parts.gains : parts.losses).push(counted);
      overAt = Math.max(overAt, tally.latestAt + rule.lifeMs);
    }
    groups.push(parts);
  }
  const total = (gainsAt: number, lossesAt: number): number => {
    let sum = 0;
    for (const { cap, gains, losses } of groups) {
      let group = 0;
      for (const each of gains) group += worthAt(each, gainsAt);
      for (const each of losses) group += worthAt(each, lossesAt);
      sum += clamp(group, -cap, cap);
    }
    return clamp(sum, 0, model.engagement.cap);
  };

  const { falls, rises } = digitBounds(digit, model.engagement);
  const falling = falls === null ? null : firstInstant(nowMs, overAt, (t) => total(t, nowMs) < falls);
  const rising = rises === null ? null : firstInstant(nowMs, overAt, (t) => total(nowMs, t) >= rises);
  if (falling === null || rising === null) return falling ?? rising;
  return Math.min(falling, rising);
}

/** The first whole millisecond in (from, to] from which a condition that never turns back holds. */
function firstInstant(from: number, to: number, holds: (instantMs: number) => boolean): number | null {
  if (to <= from || !holds(to)) return null;
  let before = Math.floor(from);
  let after = Math.ceil(to);
  while (after - before > 1) {
    const middle = before + Math.floor((after - before) / 2);
    if (holds(middle)) after = middle;
    else before = middle;
  }
  return after;
}
