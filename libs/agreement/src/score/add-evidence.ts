import type { CompiledAgreement, EventMatchers } from '../compile/compile-agreement.ts';
import { isBuyerStage } from './buyer-stage.ts';
import { keepLatest } from './keep-latest.ts';
import type { ScorableEvent } from './scorable-event.ts';
import { compareOccurrences, emptyTallies, type Occurrence, type Tallies } from './tallies.ts';
import { tallyRule } from './tally-rule.ts';

const SIGNALS_KEPT = 20;
const CONTENT_KEPT = 5;

const NOTHING: EventMatchers = { rules: [], signals: [], research: false };

/**
 * The tallies with one more event. Order does not matter, nor does repetition; where the event may concern what is no longer kept,
 * `rebuild` is set and the lead's evidence has to be folded again. `firstSeen` says that this event id is new for certain (the
 * evidence store knows), which spares most rebuilds. Events of robots change nothing.
 */
export function addEvidence(
  tallies: Tallies,
  event: ScorableEvent,
  compiled: CompiledAgreement,
  { firstSeen = false }: { firstSeen?: boolean } = {},
): Tallies {
  const next: Tallies = { ...tallies };
  return tallyInto(next, event, occurrenceOf(event), compiled, firstSeen, withKey) ? next : tallies;
}

/**
 * The tallies of a lead's whole evidence, in any order, with or without repetitions. The truth that `addEvidence` is a short cut
 * to; merging two leads is folding the union of theirs.
 */
export function foldEvidence(events: Iterable<ScorableEvent>, compiled: CompiledAgreement): Tallies {
  const byId = new Map<string, ScorableEvent>();
  for (const event of events) if (!byId.has(event.id)) byId.set(event.id, event);
  const inOrder = [...byId.values()]
    .map((event) => ({ event, occurrence: occurrenceOf(event) }))
    .sort((a, b) => compareOccurrences(a.occurrence, b.occurrence));
  const tallies = emptyTallies(compiled.version);
  for (const { event, occurrence } of inOrder) tallyInto(tallies, event, occurrence, compiled, true, setKey);
  return inKeyOrder(tallies);
}

function occurrenceOf(event: ScorableEvent): Occurrence {
  const at = Math.min(event.occurredAt, event.receivedAt);
  return event.asset === undefined ? { at, eventId: event.id } : { at, eventId: event.id, assetId: event.asset.id };
}

type Put = <T extends object, K extends keyof T>(record: T, key: K, value: T[K]) => T;

/**
 * Replaces what changes in `tallies`. The lists in it may belong to an older state and are never touched; the records are, or are
 * copied, as `put` does.
 */
function tallyInto(
  tallies: Tallies,
  event: ScorableEvent,
  occurrence: Occurrence,
  compiled: CompiledAgreement,
  firstSeen: boolean,
  put: Put,
): boolean {
  if (event.machine === true) return false;
  const matchers = compiled.byEventType.get(event.type) ?? NOTHING;
  let touched = false;
  let speaks = false;

  for (const rule of matchers.rules) {
    if (rule.holds !== undefined && rule.holds(event) !== true) continue;
    const rules = tallies.models[rule.model] ?? {};
    const before = rules[rule.id];
    const { tally, rebuild } = tallyRule(before, rule, occurrence, compiled.local, firstSeen);
    if (tally !== before) tallies.models = put(tallies.models, rule.model, put(rules, rule.id, tally));
    tallies.rebuild ||= rebuild;
    touched ||= tally !== before || rebuild;
    speaks ||= rule.base > 0;
  }
  for (const signal of matchers.signals) {
    if (signal.holds !== undefined && signal.holds(event) !== true) continue;
    const before = tallies.signals[signal.id] ?? [];
    const after = keepLatest(before, occurrence, SIGNALS_KEPT);
    if (after !== before) tallies.signals = put(tallies.signals, signal.id, after);
    touched ||= after !== before;
    speaks = true;
  }
  if (matchers.research && compiled.intent.justResearching?.holds(event) === true) {
    const after = keepLatest(tallies.research, occurrence, 1);
    touched ||= after !== tallies.research;
    tallies.research = after;
  }
  const stage = event.asset?.stage;
  if (isBuyerStage(stage)) {
    const before = tallies.stages[stage] ?? [];
    const after = keepLatest(before, occurrence, CONTENT_KEPT);
    if (after !== before) tallies.stages = put(tallies.stages, stage, after);
    touched ||= after !== before;
  }
  if (speaks && (tallies.newestAt === null || occurrence.at > tallies.newestAt)) {
    tallies.newestAt = occurrence.at;
    touched = true;
  }
  return touched;
}

/** A copy with the key set. Keys are in order and stay so: equal tallies are equal as JSON too. */
function withKey<T extends object, K extends keyof T>(record: T, key: K, value: T[K]): T {
  if (Object.hasOwn(record, key)) return { ...record, [key]: value };
  const next = {} as T;
  let isPlaced = false;
  for (const other of Object.keys(record) as (keyof T)[]) {
    if (!isPlaced && (key as string) < (other as string)) {
      next[key] = value;
      isPlaced = true;
    }
    next[other] = record[other];
  }
  if (!isPlaced) next[key] = value;
  return next;
}

/** For a record that nobody else holds yet. */
function setKey<T extends object, K extends keyof T>(record: T, key: K, value: T[K]): T {
  record[key] = value;
  return record;
}

function inKeyOrder(tallies: Tallies): Tallies {
  const models = sorted(tallies.models);
  for (const [model, rules] of Object.entries(models)) models[model] = sorted(rules);
  return { ...tallies, models, signals: sorted(tallies.signals), stages: sorted(tallies.stages) };
}

/** The record itself where its keys are in order. */
function sorted<T extends object>(record: T): T {
  const keys = Object.keys(record) as (keyof T & string)[];
  let isSorted = true;
  for (let index = 1; index < keys.length; index++) isSorted &&= keys[index - 1]! < keys[index]!;
  if (isSorted) return record;
  const next = {} as T;
  for (const key of keys.sort()) next[key] = record[key];
  return next;
}
