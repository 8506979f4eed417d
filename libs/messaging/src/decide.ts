import type { CloudEvent, ServiceName } from '@smarketing/contracts';
import { decisionId } from './decision-id.ts';
import type { Environment } from './environment.ts';
import type { KeyedState, SharedState, Versioned } from './keyed-state.ts';
import type { Timer } from './lane-database.ts';
import type { LaneDraft } from './lane-draft.ts';
import type { OutgoingEvent } from './record-codec.ts';
import type { ReactorTable } from './reactor-table.ts';
import type { DecideContext, Decision, Emit, Reactor, Token } from './reactor.ts';
import type { Handled } from './runner-observer.ts';

/** The states that a batch works on, loaded before the fold and saved after it. */
export type LoadedState = {
  readonly store: KeyedState<Versioned>;
  readonly states: Map<string, Versioned>;
  readonly changed: Set<string>;
};
export type LoadedShared = { readonly store: SharedState<unknown, unknown>; readonly view: unknown; touched: boolean };

export type Loaded = {
  readonly keyed: ReadonlyMap<Token<KeyedState<Versioned>>, LoadedState>;
  readonly shared: ReadonlyMap<Token<SharedState<unknown, unknown>>, LoadedShared>;
};

export type FoldRules = {
  readonly service: ServiceName;
  readonly table: ReactorTable;
  readonly environment: Environment<unknown>;
  /** Inputs that the database refused: set aside without asking anyone. */
  readonly refused: ReadonlyMap<string, string>;
  /** In a rehearsal: all other inputs are left out, as if they were not there. */
  readonly only: ReadonlySet<string> | null;
  readonly timersUnconfirmed: boolean;
  readonly timersAtMs: number;
  readonly adoptedAtMs: number;
  /** Filled with what went through which reactor, to be told once the batch is committed. */
  readonly handled: Handled[];
};

/**
 * Lets one reactor decide on one event and carries the decision out on the draft and the states; returns the decision's
 * outcome. Where it throws, nothing has changed.
 */
export function decideEvent(
  draft: LaneDraft,
  reactor: Extract<Reactor, { kind: 'event' | 'intake' }>,
  event: CloudEvent,
  nowMs: number,
  loaded: Loaded,
  rules: FoldRules,
): string | undefined {
  const context = contextOf(draft, event.id, nowMs, false, rules);
  const shared = reactor.shared ? loaded.shared.get(reactor.shared) : undefined;
  if (reactor.kind === 'intake') {
    const taken = reactor.decide(event, context, shared?.view);
    carryOut(draft, reactor, taken, context, event.receivedat, undefined, shared, rules);
    return taken.outcome;
  }
  const holder = holderOf(reactor, reactor.key?.(event) ?? event.subject, loaded);
  const decision = reactor.decide(holder?.state ?? NOTHING, event, context, shared?.view);
  carryOut(draft, reactor, decision, context, event.receivedat, holder, shared, rules);
  return decision.outcome;
}

/** The same for a timer. `inputId` names this firing. */
export function decideTimer(
  draft: LaneDraft,
  timer: Timer,
  inputId: string,
  nowMs: number,
  loaded: Loaded,
  rules: FoldRules,
): void {
  const reactor = rules.table.timerReactor(timer.name);
  if (!reactor) throw new Error(`no reactor for timers named ${timer.name}`);
  const context = contextOf(draft, inputId, nowMs, rules.timersUnconfirmed, rules);
  const shared = reactor.shared ? loaded.shared.get(reactor.shared) : undefined;
  const holder = holderOf(reactor, timer.key, loaded);
  const decision = reactor.decide(holder?.state ?? NOTHING, timer, context, shared?.view);
  carryOut(draft, reactor, decision, context, undefined, holder, shared, rules);
}

/** The same for a key that the lane decides on again under the agreement that it has adopted. */
export function decideAdopted(
  draft: LaneDraft,
  key: string,
  inputId: string,
  nowMs: number,
  loaded: Loaded,
  rules: FoldRules,
): void {
  const reactor = rules.table.adoption;
  if (!reactor) throw new Error('nobody here decides again under another agreement');
  const context = contextOf(draft, inputId, nowMs, false, rules);
  const shared = reactor.shared ? loaded.shared.get(reactor.shared) : undefined;
  const holder = holderOf(reactor, key, loaded);
  const adopted = { key, version: context.agreementVersion };
  const decision = reactor.decide(holder?.state ?? NOTHING, adopted, context, shared?.view);
  carryOut(draft, reactor, decision, context, undefined, holder, shared, rules);
}

const NOTHING: Versioned = { version: 0 };
const NONE: readonly Emit[] = [];

type Holder = { readonly loaded: LoadedState; readonly key: string; readonly state: Versioned };

function holderOf(reactor: Reactor, key: string, loaded: Loaded): Holder | undefined {
  if (!reactor.state) return undefined;
  const states = loaded.keyed.get(reactor.state);
  if (!states) throw new Error(`the state of ${reactor.name} was not loaded`);
  return { loaded: states, key, state: states.states.get(key) ?? states.store.initial(key) };
}

function contextOf(
  draft: LaneDraft,
  inputId: string,
  nowMs: number,
  unconfirmed: boolean,
  rules: FoldRules,
): DecideContext<unknown> {
  const agreementVersion = draft.agreementVersion ?? 0;
  const environment = rules.environment.under(agreementVersion);
  const rebuilding = draft.rebuild.running !== null;
  return { nowMs, environment, agreementVersion, inputId, unconfirmed, rebuilding };
}

function carryOut(
  draft: LaneDraft,
  reactor: Reactor,
  decision: Decision<Versioned, unknown>,
  context: DecideContext<unknown>,
  receivedAt: string | undefined,
  holder: Holder | undefined,
  shared: LoadedShared | undefined,
  rules: FoldRules,
): void {
  const emits = decision.emits ?? NONE;
  for (const { definition } of emits) rules.table.mustPublish(definition.type);
  // Counts what is published about the key itself: what a decision tells others must not look like a gap.
  let version = holder?.state.version ?? 0;
  // Whatever may throw comes first: an event that is set aside leaves nothing else behind.
  const outgoing: OutgoingEvent[] = [];
  const time = emits.length === 0 ? '' : new Date(context.nowMs).toISOString();
  for (const [index, { definition, key, data, receivedAt: own }] of emits.entries()) {
    const event: CloudEvent = {
      specversion: '1.0',
      id: decisionId(context.inputId, reactor.name, index),
      source: `smarketing/${rules.service}`,
      type: definition.type,
      subject: key,
      time,
      receivedat: own ?? receivedAt,
      leadversion: holder && key === holder.key ? ++version : undefined,
      agreementversion: rules.environment.isAgreed ? context.agreementVersion : undefined,
      data,
    };
    outgoing.push({ topic: definition.topic, event, text: JSON.stringify(event) });
  }
  if (shared && decision.changes !== undefined) {
    shared.store.apply(shared.view, decision.changes);
    shared.touched = true;
  }
  draft.outgoing.push(...outgoing);
  if (holder && (decision.state || emits.length > 0)) {
    const state = decision.state ?? holder.state;
    holder.loaded.states.set(holder.key, state.version === version ? state : { ...state, version });
    holder.loaded.changed.add(holder.key);
  }
  for (const timer of decision.timers ?? []) draft.timerChanges.push({ ...timer, lane: draft.lane.number });
}
