import type { CompiledModel } from '../compile/compile-agreement.ts';
import type { CompiledEngagement } from '../compile/compile-engagement.ts';
import { countedOccurrences, worthAt, type Span } from './counted-occurrences.ts';
import { clamp } from './score-entry.ts';
import type { Tallies } from './tallies.ts';

/** What the entries of `scoreEngagement` sum to, in hundredths, without making them: most scores are looked at for their grade alone. */
export function engagementPoints(tallies: Tallies, { id: model, engagement }: CompiledModel, span: Span): number {
  const tallied = tallies.models[model];
  const sums = engagement.groups.map(() => 0);
  for (const id in tallied) {
    const rule = engagement.byRule.get(id);
    if (rule === undefined) continue;
    sums[groupIndex(engagement, rule.group)]! += worthAt(countedOccurrences(rule, tallied[id]!, span), span.until);
  }
  return sumOfGroups(engagement, sums);
}

export function groupIndex({ groups }: CompiledEngagement, group: string): number {
  return groups.findIndex(({ id }) => id === group);
}

/** The engagement by what its groups come to, in their order: each within its cap, and all within theirs. */
export function sumOfGroups({ groups, cap: most }: CompiledEngagement, sums: readonly number[]): number {
  let sum = 0;
  for (let group = 0; group < groups.length; group++) {
    const { cap } = groups[group]!;
    sum += clamp(sums[group]!, -cap, cap);
  }
  return clamp(sum, 0, most);
}
