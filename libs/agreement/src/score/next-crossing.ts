import type { CompiledAgreement } from '../compile/compile-agreement.ts';
import { countedOccurrences, worthAt, type Counted, type Span } from './counted-occurrences.ts';
import { digitBounds, type Digit } from './digit.ts';
import { groupIndex, sumOfGroups } from './engagement-points.ts';
import { modelNamed } from './score-at.ts';
import type { Tallies } from './tallies.ts';

/**
 * The earliest instant (epoch ms, after `nowMs`) at which decay alone may bring another digit than `digit`; null: never. Safe:
 * nothing crosses before it, though at it nothing may have crossed yet, and then one asks again. With `untilMs`, null: not by then
 * (epoch ms); where that is so, which is most often, it costs one look at that instant and no search.
 *
 * With gains decaying and losses held the engagement only falls, and with losses decaying and gains held it only rises. The truth lies
 * between the two, and both are monotone, so their crossings are found by bisection.
 */
export function nextCrossing(
  tallies: Tallies,
  compiled: CompiledAgreement,
  nowMs: number,
  digit: Digit,
  {
    model: modelId = 'default',
    evidenceFrom,
    untilMs = Infinity,
  }: { model?: string; evidenceFrom?: number; untilMs?: number } = {},
): number | null {
  const { engagement } = modelNamed(compiled, modelId);
  const span: Span = { after: evidenceFrom ?? -Infinity, until: nowMs };
  const tallied = tallies.models[modelId] ?? {};
  const met: Counted[] = [];
  let overAt = nowMs;
  for (const id in tallied) {
    const rule = engagement.byRule.get(id);
    if (rule === undefined) continue;
    met.push(countedOccurrences(rule, tallied[id]!, span));
    overAt = Math.max(overAt, tallied[id]!.latestAt + rule.lifeMs);
  }
  overAt = Math.min(overAt, untilMs);
  const { groups } = engagement;
  const groupOf = met.map(({ rule }) => groupIndex(engagement, rule.group));
  const total = (worths: readonly number[]): number => {
    const sums = groups.map(() => 0);
    for (let index = 0; index < worths.length; index++) sums[groupOf[index]!]! += worths[index]!;
    return sumOfGroups(engagement, sums);
  };

  const now = met.map((each) => worthAt(each, nowMs));
  const afterwards = (isOver: (base: number) => boolean): Instant => ({
    ms: overAt,
    worths: met.map((each, index) => (isOver(each.rule.base) ? worthAt(each, overAt) : now[index]!)),
  });
  const { falls, rises } = digitBounds(digit, engagement);
  const falling =
    falls === null
      ? null
      : firstInstant(
          met,
          { ms: nowMs, worths: now },
          afterwards((base) => base > 0),
          (worths) => total(worths) < falls,
        );
  const rising =
    rises === null
      ? null
      : firstInstant(
          met,
          { ms: nowMs, worths: now },
          afterwards((base) => base <= 0),
          (worths) => total(worths) >= rises,
        );
  if (falling === null || rising === null) return falling ?? rising;
  return Math.min(falling, rising);
}

/** What each rule is worth at an instant. */
type Instant = { ms: number; worths: readonly number[] };

/**
 * The first whole millisecond in (from, to] from which a condition that never turns back holds. What a rule is worth at both ends of
 * the time in question it is worth all the time between: soon only the few rules are asked that cross a hundredth just then.
 */
function firstInstant(
  met: readonly Counted[],
  from: Instant,
  to: Instant,
  holds: (worths: readonly number[]) => boolean,
): number | null {
  if (to.ms <= from.ms || !holds(to.worths)) return null;
  let before: Instant = { ...from, ms: Math.floor(from.ms) };
  let after: Instant = { ...to, ms: Math.ceil(to.ms) };
  while (after.ms - before.ms > 1) {
    const ms = before.ms + Math.floor((after.ms - before.ms) / 2);
    const worths: number[] = [];
    for (let index = 0; index < met.length; index++) {
      const worth = before.worths[index]!;
      worths.push(worth === after.worths[index] ? worth : worthAt(met[index]!, ms));
    }
    if (holds(worths)) after = { ms, worths };
    else before = { ms, worths };
  }
  return after.ms;
}
