import type { CompiledAgreement, EventMatchers } from '../compile/compile-agreement.ts';
import type { CompiledEngagementRule } from '../compile/compile-engagement.ts';
import { modelsOf } from '../schema/models-of.ts';
import { foldEvidence } from './add-evidence.ts';
import { bucketEnd } from './calendar-bucket.ts';
import { DAY_MS } from './decay.ts';
import type { ScorableEvent } from './scorable-event.ts';
import type { RuleTally, Tallies } from './tallies.ts';

/** How tallies of one version of the agreement become those of another with less than the whole evidence. */
export type CarryOver = {
  /** What events must be at hand: those that the changed rules and signals read. Empty: none at all. */
  readonly types: readonly string[];
  /** `evidence`: all of the lead's events of these types at least. Equal, to the bit, to a fold of the whole evidence. */
  readonly carry: (tallies: Tallies, evidence: readonly ScorableEvent[]) => Tallies;
};

/**
 * What a change of the agreement asks of tallies that are good under the version before. What a rule or signal has counted stays counted
 * where it reads the same events and caps them alike: other points, thresholds, fit, half-lives that are no longer, qualification
 * or routing need no evidence. Null where that cannot be said of anything: in another time zone all days are others.
 */
export function carryOver(before: CompiledAgreement, after: CompiledAgreement): CarryOver | null {
  if (before.document.timeZone !== after.document.timeZone) return null;
  const [was, is] = [countsOf(before), countsOf(after)];
  const isKept = (id: string): boolean => was.has(id) && was.get(id) === is.get(id);
  const rules = [...after.models.values()].flatMap((model) => [...model.rules.values()]);
  const keptRules = rules.filter((rule) => {
    const former = before.models.get(rule.model)?.rules.get(rule.id);
    return isKept(ruleId(rule)) && former !== undefined && isPrunable(rule, former);
  });
  const kept = new Set<CompiledEngagementRule>(keptRules);
  const keptSignals = new Set(after.intent.signals.map(({ id }) => id).filter((id) => isKept(signalId(id))));
  const isResearchKept = isKept(RESEARCH);
  const changed = restricted(after, (matchers) => ({
    rules: matchers.rules.filter((rule) => !kept.has(rule)),
    signals: matchers.signals.filter(({ id }) => !keptSignals.has(id)),
    research: matchers.research && !isResearchKept,
  }));
  const types = [...changed.byEventType.keys()];
  return {
    types,
    carry: (tallies, evidence) => {
      const wanted = evidence.filter(({ type }) => changed.byEventType.has(type));
      const fresh = foldEvidence(wanted, changed);
      const models: Tallies['models'] = {};
      for (const rule of rules) {
        const tally = kept.has(rule)
          ? pruned(tallies.models[rule.model]?.[rule.id], rule)
          : fresh.models[rule.model]?.[rule.id];
        if (tally !== undefined) (models[rule.model] ??= {})[rule.id] = tally;
      }
      const signals: Tallies['signals'] = {};
      for (const { id } of after.intent.signals) {
        const found = (keptSignals.has(id) ? tallies : fresh).signals[id];
        if (found !== undefined) signals[id] = found;
      }
      const inOrder = Object.entries(models).map(([model, byRule]) => [model, inKeyOrder(byRule)] as const);
      const carried: Tallies = {
        version: after.version,
        models: inKeyOrder(Object.fromEntries(inOrder)),
        signals: inKeyOrder(signals),
        research: isResearchKept ? tallies.research : fresh.research,
        stages: tallies.stages,
        newestAt: null,
        rebuild: false,
      };
      return { ...carried, newestAt: newestAt(carried, rules) };
    },
  };
}

const RESEARCH = 'research';
const signalId = (id: string): string => `signal ${id}`;
const ruleId = ({ model, id }: { readonly model: string; readonly id: string }): string => `rule ${model} ${id}`;

/** By rule, signal and research: all that decides which events it counts, as text. */
function countsOf({ document, models, intent }: CompiledAgreement): ReadonlyMap<string, string> {
  const counts = new Map<string, string>();
  for (const { id: model, engagement } of modelsOf(document)) {
    for (const { id, when } of engagement.groups.flatMap(({ rules }) => rules)) {
      const rule = models.get(model)?.rules.get(id);
      if (rule === undefined) continue;
      const { eventTypes, caps, perAsset, within } = rule;
      counts.set(ruleId(rule), JSON.stringify([eventTypes, when, caps, perAsset, within]));
    }
  }
  for (const { id, event, when } of document.intent.signals) counts.set(signalId(id), JSON.stringify([event, when]));
  const { justResearching } = document.intent;
  const research = justResearching && [justResearching.event, justResearching.when];
  if (intent.justResearching !== undefined || research === undefined) {
    counts.set(RESEARCH, JSON.stringify(research ?? null));
  }
  return counts;
}

/** What a longer life would still count was thrown away; of "n times within d days" nobody knows when it was thrown away. */
function isPrunable(rule: CompiledEngagementRule, former: CompiledEngagementRule): boolean {
  return rule.within === undefined ? rule.lifeMs <= former.lifeMs : rule.lifeMs === former.lifeMs;
}

/** Without what a shorter life has ended by the latest match, as the fold leaves it. */
function pruned(tally: RuleTally | undefined, { caps, lifeMs, within }: CompiledEngagementRule): RuleTally | undefined {
  if (tally === undefined || within !== undefined) return tally;
  const per = caps.at(-1)?.per ?? 'day';
  const { latestAt, buckets, assets } = tally;
  const firstLiving = buckets.findIndex(({ bucket }) => bucketEnd(bucket, per) + DAY_MS > latestAt - lifeMs);
  const living = assets?.filter(({ at }) => at > latestAt - lifeMs);
  return {
    ...tally,
    buckets: firstLiving > 0 ? buckets.slice(firstLiving) : buckets,
    ...(living === undefined ? {} : { assets: living }),
  };
}

function newestAt({ models, signals }: Tallies, rules: readonly CompiledEngagementRule[]): number | null {
  let newest: number | null = null;
  const note = (at: number | undefined): void => {
    if (at !== undefined && (newest === null || at > newest)) newest = at;
  };
  for (const { model, id, base } of rules) if (base > 0) note(models[model]?.[id]?.latestAt);
  for (const list of Object.values(signals)) note(list.at(-1)?.at);
  return newest;
}

function restricted(
  agreement: CompiledAgreement,
  restrict: (matchers: EventMatchers) => EventMatchers,
): CompiledAgreement {
  const byEventType = new Map<string, EventMatchers>();
  for (const [type, matchers] of agreement.byEventType) {
    const left = restrict(matchers);
    if (left.rules.length > 0 || left.signals.length > 0 || left.research) byEventType.set(type, left);
  }
  return { ...agreement, byEventType };
}

function inKeyOrder<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
