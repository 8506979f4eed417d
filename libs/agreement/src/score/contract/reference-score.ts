import type { CompiledAgreement } from '../../compile/compile-agreement.ts';
import type { CompiledEngagementRule } from '../../compile/compile-engagement.ts';
import { calendarBucket } from '../calendar-bucket.ts';
import type { ScorableEvent } from '../scorable-event.ts';

type Happened = { readonly id: string; readonly atMs: number; readonly asset: string };

/**
 * The engagement of a lead by the agreement's order of operations, in hundredths: worked out from the bare events, without tallies and
 * without any thought of cost. Slow, and simple enough to be checked by reading.
 */
export function referenceEngagement(
  events: readonly ScorableEvent[],
  compiled: CompiledAgreement,
  nowMs: number,
  modelId: string,
): number {
  const model = compiled.models.get(modelId)!;
  const distinct = [...new Map(events.map((event) => [event.id, event])).values()].filter(({ machine }) => !machine);
  let total = 0;
  for (const group of model.engagement.groups) {
    let sum = 0;
    for (const rule of group.rules) {
      const matched = inOrder(
        distinct.filter((event) => rule.eventTypes.includes(event.type) && (!rule.holds || rule.holds(event) === true)),
      );
      sum += worth(rule, repeated(rule, matched), compiled, nowMs);
    }
    total += Math.max(-group.cap, Math.min(group.cap, sum));
  }
  return Math.max(0, Math.min(model.engagement.cap, total));
}

function inOrder(events: readonly ScorableEvent[]): readonly Happened[] {
  return events
    .map(({ id, occurredAt, receivedAt, asset }) => ({
      id,
      atMs: Math.min(occurredAt, receivedAt),
      // Without an asset each event stands for itself.
      asset: asset === undefined ? `event ${id}` : `asset ${asset.id}`,
    }))
    .toSorted((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
}

/** Of an "n times within d days" rule those at which n matches, they included, lie in (t − d, t]. */
function repeated({ within }: CompiledEngagementRule, matched: readonly Happened[]): readonly Happened[] {
  if (!within) return matched;
  return matched.filter((each, index) => {
    const before = matched.slice(0, index + 1).filter(({ atMs }) => atMs > each.atMs - within.windowMs);
    return before.length >= within.times;
  });
}

/** Points left after `ageMs`, by the formula that the document names; hundredths, rounded half away from zero. */
export function leftOf(
  { document }: CompiledAgreement,
  modelId: string,
  ruleId: string,
  base: number,
  ageMs: number,
): number {
  const { groups } = (document.models.find(({ id }) => id === modelId) ?? document).engagement;
  const group = groups.find(({ rules }) => rules.some(({ id }) => id === ruleId))!;
  const decay = group.rules.find(({ id }) => id === ruleId)!.decay ?? group.decay!;
  const ageDays = Math.max(0, ageMs) / 86_400_000;
  const left =
    'halfLifeDays' in decay
      ? base / 2 ** (ageDays / decay.halfLifeDays)
      : base * Math.max(0, 1 - (decay.linear.percent / 100) * Math.floor(ageDays / decay.linear.everyDays));
  return Math.sign(left) * Math.round(Math.abs(left));
}

function worth(
  rule: CompiledEngagementRule,
  matched: readonly Happened[],
  compiled: CompiledAgreement,
  nowMs: number,
): number {
  const { local } = compiled;
  const decayed = (chosen: readonly Happened[]): number =>
    chosen.reduce((sum, { atMs }) => sum + leftOf(compiled, rule.model, rule.id, rule.base, nowMs - atMs), 0);
  const latestFirst = matched.toReversed();
  /** The latest that fit under every cap, taken one after the other. */
  const chosen: Happened[] = [];
  const [narrowest] = rule.caps;
  for (const each of latestFirst) {
    const isTwin = ({ atMs, asset }: Happened): boolean =>
      asset === each.asset &&
      calendarBucket(local(atMs), narrowest!.per) === calendarBucket(local(each.atMs), narrowest!.per);
    if (rule.perAsset && chosen.some(isTwin)) continue;
    const fits = rule.caps.every(({ max, per }) => {
      const bucket = calendarBucket(local(each.atMs), per);
      return chosen.filter(({ atMs }) => calendarBucket(local(atMs), per) === bucket).length < max;
    });
    if (fits) chosen.push(each);
  }
  if (!rule.perAsset) return decayed(chosen);
  // An asset counts once, at its latest; and all together are worth no more than the calendar caps let count.
  const onePerAsset = latestFirst.filter(
    (each, index) => latestFirst.findIndex(({ asset }) => asset === each.asset) === index,
  );
  const most = Math.abs(decayed(chosen));
  return Math.max(-most, Math.min(most, decayed(onePerAsset)));
}
