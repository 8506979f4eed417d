import type { AgreementDocument } from './agreement-document.ts';
import type { OccurrenceCap } from './engagement.ts';

type Engagement = AgreementDocument['engagement'];
type Group = Engagement['groups'][number];
type Rule = Group['rules'][number];
type Fit = AgreementDocument['fit'];

/** The shortest that a calendar period can be, in days: a day when clocks change has 23 hours. */
const SHORTEST_DAYS = { day: 0.95, week: 6.95, month: 27.95, ever: Infinity } as const;

/**
 * No engagement can be higher than this, in points, counting only rules that `counts` says yes to: the caps of occurrences,
 * of groups and of the whole, with the fading of the points.
 */
export function mostEngagement({ cap, groups }: Engagement, counts: (rule: Rule) => boolean = () => true): number {
  return Math.min(cap, sum(groups.map((group) => mostOfGroup(group, counts))));
}

function mostOfGroup(group: Group, counts: (rule: Rule) => boolean): number {
  const rules = group.rules.filter((rule) => rule.points > 0 && counts(rule));
  return Math.min(group.cap, sum(rules.map((rule) => mostOfRule(rule, group))));
}

function mostOfRule(rule: Rule, group: Group): number {
  if (rule.occurrences === undefined) return Infinity;
  const caps = Array.isArray(rule.occurrences) ? rule.occurrences : [rule.occurrences];
  return rule.points * Math.min(...caps.map((cap) => mostOccurrences(cap, rule.decay ?? group.decay)));
}

/**
 * How many fresh occurrences all that count are worth together. What lies k periods back is at least k − 1 periods old, since
 * the last occurrence may have been at the end of its period.
 */
function mostOccurrences({ max, per }: OccurrenceCap, decay: Rule['decay']): number {
  if (per === 'ever') return max;
  const period = SHORTEST_DAYS[per];
  if (decay === undefined) return Infinity;
  if ('halfLifeDays' in decay) return max * (1 + 1 / (1 - 2 ** (-period / decay.halfLifeDays)));
  const lifeDays = Math.ceil(100 / decay.linear.percent) * decay.linear.everyDays;
  return max * (Math.ceil(lifeDays / period) + 2);
}

/** No fit can be higher than this, in points. */
export function mostFit({ cap, dimensions }: Fit): number {
  const each = dimensions.map(({ match, rules }) => {
    const positive = rules.map(({ points }) => Math.max(0, points));
    return match === 'all' ? sum(positive) : Math.max(...positive);
  });
  return Math.min(cap, sum(each));
}

function sum(numbers: readonly number[]): number {
  // Points have two decimals, and floats that should be equal to a threshold shall not miss it by a hair.
  return Math.round(numbers.reduce((total, each) => total + each, 0) * 1e6) / 1e6;
}
