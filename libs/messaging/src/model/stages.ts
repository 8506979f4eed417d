import {
  INTAKE,
  dealWon,
  engagementRecorded,
  eventsTo,
  leadEnrolled,
  recordSetAside,
  type CloudEvent,
  type EventDefinition,
} from '@smarketing/contracts';
import type { LogRecord } from '../event-log.ts';
import { KeyedState, SharedState } from '../keyed-state.ts';
import { Conflict } from '../lane-database.ts';
import { emit, reactorsIn, type Emit, type Reactor } from '../reactor.ts';
import type { Tx } from '../tx.ts';
import { Refused } from './model-database.ts';
import type { ModelTables } from './model-tables.ts';
import { modelTxOf } from './model-tx.ts';
import type { Actor, World } from './world.ts';

/** `timed`: a timer is set for it. `poison`: the second stage cannot decide on it before it is cured. `refused`: its database never takes it. */
export const kinds = ['plain', 'timed', 'poison', 'refused'] as const;

/** What a client says: its own id for it, about whom, on which of two topics it goes on, and what is special about it. */
export type Said = {
  readonly id: string;
  readonly lead: string;
  readonly topic: string;
  readonly kind: (typeof kinds)[number];
};

/** An id that tells what is special, so that the database can refuse it. */
export const idOf = (kind: Said['kind'], number: number): string => `${kind} ${number}`;

/** What the second stage remembers of a key. */
export type Remembered = { readonly version: number; readonly seen: readonly string[] };

export class Remembering extends KeyedState<Remembered> {
  protected readonly tables: ModelTables;
  protected readonly world: World;
  protected readonly process: Actor;

  constructor(world: World, process: Actor, tables: ModelTables) {
    super();
    this.world = world;
    this.process = process;
    this.tables = tables;
  }

  initial(): Remembered {
    return { version: 0, seen: [] };
  }

  load(keys: readonly string[], _events: readonly CloudEvent[], tx: Tx): Promise<Map<string, Remembered>> {
    return modelTxOf(tx).inTurn(async () => {
      await this.world.pause(this.process, 'load');
      const found = new Map<string, Remembered>();
      for (const key of keys) {
        const body = modelTxOf(tx).get(this.tables.states, key);
        if (body !== undefined) found.set(key, JSON.parse(body) as Remembered);
      }
      return found;
    });
  }

  save(states: ReadonlyMap<string, Remembered>, tx: Tx): Promise<void> {
    return modelTxOf(tx).inTurn(async () => {
      await this.world.pause(this.process, 'save');
      for (const { seen } of states.values()) {
        if (seen.some((id) => id.startsWith('refused'))) throw new Refused('not a value for this column');
      }
      for (const [key, state] of states) modelTxOf(tx).set(this.tables.states, key, JSON.stringify(state));
    });
  }
}

type LedgerView = { readonly counted: Set<string>; readonly fresh: Set<string> };

/** The client ids that were counted: shared by all lanes, since a client may say the same thing under two keys. */
export class Ledger extends SharedState<LedgerView, string> {
  protected readonly tables: ModelTables;
  protected readonly world: World;
  protected readonly process: Actor;

  constructor(world: World, process: Actor, tables: ModelTables) {
    super();
    this.world = world;
    this.process = process;
    this.tables = tables;
  }

  load(events: readonly CloudEvent[], tx: Tx): Promise<LedgerView> {
    return modelTxOf(tx).inTurn(async () => {
      await this.world.pause(this.process, 'load');
      const counted = events.filter(({ id }) => modelTxOf(tx).get(this.tables.ledger, id) !== undefined);
      return { counted: new Set(counted.map(({ id }) => id)), fresh: new Set() };
    });
  }

  apply({ counted, fresh }: LedgerView, id: string): void {
    counted.add(id);
    fresh.add(id);
  }

  save({ fresh }: LedgerView, tx: Tx): Promise<void> {
    return modelTxOf(tx).inTurn(async () => {
      await this.world.pause(this.process, 'save');
      for (const id of [...fresh].sort()) {
        await this.tables.lock(modelTxOf(tx), `ledger ${id}`);
        if (!this.tables.ledger.has(id)) continue;
        this.world.note('an id counted by another lane meanwhile');
        throw new Conflict(`${id} was counted by another lane meanwhile`);
      }
      this.write(fresh, tx);
    });
  }

  protected write(ids: ReadonlySet<string>, tx: Tx): void {
    for (const id of ids) modelTxOf(tx).set(this.tables.ledger, id, true);
  }
}

const { onEvent, onIntake, whenDue } = reactorsIn<undefined>();

const outputs: readonly EventDefinition[] = [dealWon, engagementRecorded];
/** Between these two there is no order. */
export const firstStageTopics: readonly string[] = outputs.map(({ topic }) => topic);
export const effectsTopic: string = leadEnrolled.topic;
/** All topics that somebody writes to. */
export const writtenTopics: readonly string[] = [INTAKE, ...firstStageTopics, effectsTopic, recordSetAside.topic];

const TIMER = 'when-later';

/** An event as the intake of the model holds it. */
export function decodeSaid(record: LogRecord): CloudEvent<Said> {
  const data = JSON.parse(record.value) as Said;
  const time = '2026-03-02T09:00:00Z';
  return { specversion: '1.0', id: data.id, source: 'client', type: 'said', subject: data.lead, time, data };
}

/** The first stage: counts each client id once and passes it on, on the topic that it is meant for. */
export const firstStage: readonly Reactor[] = [
  onIntake<LedgerView, string>({
    name: 'on-intake',
    topic: INTAKE,
    shared: Ledger,
    decide: (event, _context, { counted }) => {
      if (counted.has(event.id)) return {};
      const said = event.data as Said;
      const definition = outputs.find(({ topic }) => topic === said.topic)!;
      return { changes: event.id, emits: [emit(definition, said.lead, said)] };
    },
  }),
];

/** What follows from an event, or from its timer. */
const effect = (lead: string, reason: string): Emit => emit(leadEnrolled, lead, { reason } as never);

/** The second stage: remembers what it has seen of a lead, announces each, and once more when a timer is due. */
export const secondStage = (isCured: () => boolean): readonly Reactor[] => [
  onEvent<Remembered, unknown>({
    name: 'on-said',
    on: outputs,
    state: Remembering,
    decide: (state, { data }, { nowMs }) => {
      const { id, lead, kind } = data as Said;
      if (kind === 'poison' && !isCured()) throw new TypeError(`${id} is poison`);
      const timer = { name: TIMER, key: `timer of ${id}`, dueAtMs: nowMs, data: { id, lead } };
      return {
        state: { ...state, seen: [...state.seen, id] },
        emits: [effect(lead, id)],
        timers: kind === 'timed' ? [timer] : [],
      };
    },
  }),
  whenDue<Remembered>({
    name: TIMER,
    state: Remembering,
    decide: (state, { data }) => {
      const { id, lead } = data as { id: string; lead: string };
      return { state: { ...state, seen: [...state.seen, id] }, emits: [effect(lead, `${id} later`)] };
    },
  }),
  onEvent<Remembered, unknown>({
    name: 'on-others',
    on: eventsTo('feedback').filter(({ type }) => !outputs.some((output) => output.type === type)),
    state: Remembering,
    decide: () => ({}),
  }),
];
