import type { CloudEvent, EventDefinition, JsonValue } from '@smarketing/contracts';
import type { KeyedState, SharedState, Versioned } from './keyed-state.ts';
import type { Timer } from './lane-database.ts';
import type { SweptState } from './sweep/swept-state.ts';

/** A class that is its own DI token; abstract ones too. */
export type Token<T> = abstract new (...args: never[]) => T;

/** What a decision may know besides its state and its input. No clock and no random: `nowMs` is all the time there is. */
export type DecideContext<E> = {
  /** The instant of the decision: when the input was appended, never earlier than the lane's former decisions. Epoch ms. */
  readonly nowMs: number;
  /** The agreement and the reference data in force for this lane. */
  readonly environment: E;
  readonly agreementVersion: number;
  /** Stable for this input and this reactor: derive ids from it, with `decisionId`. */
  readonly inputId: string;
  /** True when a timer fires although its lane could not yet read all that may refute it. */
  readonly unconfirmed: boolean;
  /**
   * True while what this lane derives from others' events is being told to it again: then a state may lack much of what is
   * known, and nothing may be concluded from what it lacks. Timers of the lane wait until the rebuild is done, so a
   * decision that must wait sets a timer that is due at once.
   */
  readonly rebuilding: boolean;
};

/** What taking a retold event may know besides its state and the event. */
export type RetoldContext<E> = {
  /** When the edge took in what caused the event: its `receivedat`, or its time where it has none. Epoch ms. */
  readonly nowMs: number;
  readonly environment: E;
  readonly agreementVersion: number;
};

/** An event that a decision wants published: the runner gives it its id, time, number and record. */
export type Emit = {
  readonly definition: EventDefinition;
  readonly key: string;
  readonly data: unknown;
  readonly receivedAt?: string | undefined;
};

export function emit<D>(definition: EventDefinition<D>, key: string, data: D, receivedAt?: string): Emit {
  return { definition, key, data, receivedAt };
}

/** Set or cancel a timer of the lane in which the decision is made. `name` is that of the service's timer reactor. */
export type TimerRequest =
  | { readonly name: string; readonly key: string; readonly dueAtMs: number; readonly data: JsonValue }
  | { readonly name: string; readonly key: string; readonly cancel: true };

export type Decision<S, C> = {
  /** The new state; left out when nothing changed. */
  readonly state?: S | undefined;
  /** Changes to the shared state. */
  readonly changes?: C | undefined;
  readonly emits?: readonly Emit[] | undefined;
  readonly timers?: readonly TimerRequest[] | undefined;
  /** In a word of a closed set, what became of the input: for the metrics. */
  readonly outcome?: string | undefined;
};

type Stateful<S extends Versioned, V, C> = {
  readonly state?: Token<KeyedState<S>>;
  readonly shared?: Token<SharedState<V, C>>;
};

/** Reacts to events. `decide` is pure; whatever it throws sets the event aside as a dead letter. */
export type EventReactor<E, S extends Versioned, V, C, D> = Stateful<S, V, C> & {
  readonly kind: 'event';
  readonly name: string;
  readonly on: readonly EventDefinition<D>[];
  /** Whose state: a lead id. The event's subject where left out. */
  readonly key?: (event: CloudEvent<D>) => string;
  readonly decide: (state: S, event: CloudEvent<D>, context: DecideContext<E>, shared: V) => Decision<S, C>;
  /**
   * What an event teaches that its producer tells again for a rebuild (docs/adr/0006-replay.md): the new state, or the same
   * object where it is nothing new. Nothing can follow from it. It may have been decided upon before, and live events come
   * before and after it, so what is learnt must be the same in whatever order and however often events come.
   * Left out: retold events of these types teach nothing.
   */
  readonly retold?: (state: S, event: CloudEvent<D>, context: RetoldContext<E>) => S;
};

/** Reacts to a due timer of its own name; `timer.key` is whose state. */
export type TimerReactor<E, S extends Versioned, V, C> = Stateful<S, V, C> & {
  readonly kind: 'timer';
  readonly name: string;
  readonly decide: (state: S, timer: Timer, context: DecideContext<E>, shared: V) => Decision<S, C>;
};

/** A state that was made under an earlier version of the agreement than its lane has adopted: its key, and the lane's version. */
export type Adopted = { readonly key: string; readonly version: number };

/** Decides again on each state of a lane that has adopted another version of the agreement (docs/adr/0009-rescoring.md). */
export type AdoptionReactor<E, S extends Versioned, V, C> = {
  readonly kind: 'adoption';
  readonly name: string;
  readonly state: Token<SweptState<S>>;
  readonly shared?: Token<SharedState<V, C>>;
  readonly decide: (state: S, adopted: Adopted, context: DecideContext<E>, shared: V) => Decision<S, C>;
};

/** Takes records that no service of ours has numbered: the intake. The input is whatever JSON value was there. */
export type IntakeReactor<E, V, C> = {
  readonly kind: 'intake';
  readonly name: string;
  readonly topic: string;
  readonly shared: Token<SharedState<V, C>>;
  readonly decide: (event: CloudEvent, context: DecideContext<E>, shared: V) => Decision<never, C>;
};

/** A reactor whatever its types, as the runner holds it. */
export type Reactor =
  | {
      readonly kind: 'event';
      readonly name: string;
      readonly on: readonly EventDefinition[];
      readonly key?: (event: CloudEvent) => string;
      readonly state?: Token<KeyedState<Versioned>>;
      readonly shared?: Token<SharedState<unknown, unknown>>;
      readonly decide: (
        state: Versioned,
        event: CloudEvent,
        context: DecideContext<unknown>,
        shared: unknown,
      ) => Decision<Versioned, unknown>;
      readonly retold?: (state: Versioned, event: CloudEvent, context: RetoldContext<unknown>) => Versioned;
    }
  | {
      readonly kind: 'timer';
      readonly name: string;
      readonly state?: Token<KeyedState<Versioned>>;
      readonly shared?: Token<SharedState<unknown, unknown>>;
      readonly decide: (
        state: Versioned,
        timer: Timer,
        context: DecideContext<unknown>,
        shared: unknown,
      ) => Decision<Versioned, unknown>;
    }
  | {
      readonly kind: 'adoption';
      readonly name: string;
      readonly state: Token<SweptState<Versioned>>;
      readonly shared?: Token<SharedState<unknown, unknown>>;
      readonly decide: (
        state: Versioned,
        adopted: Adopted,
        context: DecideContext<unknown>,
        shared: unknown,
      ) => Decision<Versioned, unknown>;
    }
  | {
      readonly kind: 'intake';
      readonly name: string;
      readonly topic: string;
      readonly state?: undefined;
      readonly shared: Token<SharedState<unknown, unknown>>;
      readonly decide: (
        event: CloudEvent,
        context: DecideContext<unknown>,
        shared: unknown,
      ) => Decision<never, unknown>;
    };

/**
 * The makers of a service's reactors, typed by its environment:
 * `const { onEvent, whenDue, whenAdopted } = reactorsIn<ScoringEnvironment>()`.
 */
export function reactorsIn<E>() {
  return {
    onEvent<S extends Versioned, D, V = undefined, C = never>(
      reactor: Omit<EventReactor<E, S, V, C, D>, 'kind'>,
    ): Reactor {
      return { ...reactor, kind: 'event' } as unknown as Reactor;
    },
    whenDue<S extends Versioned, V = undefined, C = never>(reactor: Omit<TimerReactor<E, S, V, C>, 'kind'>): Reactor {
      return { ...reactor, kind: 'timer' } as unknown as Reactor;
    },
    whenAdopted<S extends Versioned, V = undefined, C = never>(
      reactor: Omit<AdoptionReactor<E, S, V, C>, 'kind'>,
    ): Reactor {
      return { ...reactor, kind: 'adoption' } as unknown as Reactor;
    },
    onIntake<V, C>(reactor: Omit<IntakeReactor<E, V, C>, 'kind'>): Reactor {
      return { ...reactor, kind: 'intake' } as unknown as Reactor;
    },
  };
}
