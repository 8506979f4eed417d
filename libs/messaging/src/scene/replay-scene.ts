import {
  INTAKE,
  dealWon,
  eventsTo,
  flow,
  replayRequested,
  retellersOf,
  type CloudEvent,
  type FlowRow,
  type ServiceName,
} from '@smarketing/contracts';
import { decisionId } from '../decision-id.ts';
import { KeyedState, SharedState } from '../keyed-state.ts';
import { LANES, laneOf } from '../lanes.ts';
import { LaneRunner } from '../lane-runner.ts';
import type { RunnerParts } from '../runner-parts.ts';
import { MemoryEventLog } from '../memory-event-log.ts';
import { MemoryKeyedState } from '../memory-keyed-state.ts';
import type { MemoryFaults } from '../memory-lane-database.ts';
import { reactorsIn, type Reactor } from '../reactor.ts';
import { AnnouncedRetelling } from '../rebuild/announcements.ts';
import type { LaneReplays } from '../rebuild/lane-rebuild.ts';
import { MemoryAnnouncements } from '../rebuild/memory-announcements.ts';
import { silentObserver } from '../runner-observer.ts';
import { topicSpecs } from '../topic-specs.ts';
import type { Tx } from '../tx.ts';
import { FaultyDatabase, FixedEnvironment, now } from './runner-scene.ts';

/** What the console knows of a lead here: which events were about it. */
export type Heard = { readonly version: number; readonly ids: readonly string[] };
export abstract class Hearsay extends KeyedState<Heard> {}

class MemoryHearsay extends MemoryKeyedState<Heard> {
  constructor() {
    super(() => ({ version: 0, ids: [] }));
  }

  override async forget(lanes: readonly number[], tx: Tx): Promise<void> {
    for (const key of this.keysOf(lanes)) this.remove(key, tx);
  }
}

abstract class Nothing extends SharedState<undefined, never> {}

class NoDirectory extends Nothing {
  async load(): Promise<undefined> {}
  apply(): void {}
  async save(): Promise<void> {}
}

const { onEvent, onIntake, whenDue } = reactorsIn<string | undefined>();

export const tellers = retellersOf('console');

const heard = (state: Heard, { id }: CloudEvent): Heard =>
  state.ids.includes(id) ? state : { ...state, ids: [...state.ids, id].toSorted() };

/** The console of these tests: it notes what it hears. A deal sets a timer, which notes itself. */
export const consoleReactors = (fails: (event: CloudEvent) => boolean = () => false): readonly Reactor[] => [
  onEvent<Heard, unknown>({
    name: 'on-anything',
    on: eventsTo('console'),
    state: Hearsay,
    decide: (state, event, { rebuilding }) => ({
      state: heard(state, event),
      timers:
        event.type === dealWon.type
          ? [{ name: 'when-later', key: event.subject, dueAtMs: now - 1, data: rebuilding }]
          : [],
    }),
    retold: (state, event) => {
      if (fails(event)) throw new Error('it cannot be learnt');
      return heard(state, event);
    },
  }),
  whenDue<Heard>({
    name: 'when-later',
    state: Hearsay,
    decide: (state, timer) => ({ state: heard(state, { id: `timer ${String(timer.data)}` } as CloudEvent) }),
  }),
];

function idleReactors(service: ServiceName): readonly Reactor[] {
  if (service === 'ingestion')
    return [onIntake({ name: 'on-intake', topic: INTAKE, shared: Nothing, decide: () => ({}) })];
  return [onEvent<Heard, unknown>({ name: 'on-others', on: eventsTo(service), state: Hearsay, decide: () => ({}) })];
}

type Member = {
  /** True within a transaction of the test itself: it never fails. */
  isOurs: boolean;
  readonly database: FaultyDatabase;
  readonly states: MemoryHearsay;
  readonly announcements: MemoryAnnouncements;
  readonly runners: LaneRunner[];
};

/** The console and all who tell it something, each with a database of its own, on one log. */
export class ReplayScene {
  readonly published = new Map<string, Set<string>>();
  readonly letters: string[] = [];
  readonly stopped: string[] = [];
  readonly retried: string[] = [];
  /** True while nobody can read what it is to tell again. */
  isMute = false;
  private readonly members = new Map<ServiceName, Member>();
  private readonly reactors: readonly Reactor[];
  private readonly log: MemoryEventLog;
  private count = 0;
  private replays = 0;

  private constructor(log: MemoryEventLog, reactors: readonly Reactor[], faults: MemoryFaults) {
    this.log = log;
    this.reactors = reactors;
    for (const service of ['console', ...tellers] as const) this.members.set(service, memberOf(faults));
  }

  static async set({ reactors = consoleReactors(), faults = {} as MemoryFaults } = {}): Promise<ReplayScene> {
    const log = new MemoryEventLog();
    await log.ensureTopics(topicSpecs());
    return new ReplayScene(log, reactors, faults);
  }

  /** Starts one more process of each of these services. */
  async start(...services: readonly ServiceName[]): Promise<void> {
    for (const service of services) {
      const runner = new LaneRunner(this.partsOf(service));
      this.member(service).runners.push(runner);
      await runner.start();
    }
  }

  /** The oldest process of a service ends; another one may have been started before. */
  async stop(service: ServiceName): Promise<void> {
    await this.member(service).runners.shift()?.stop();
  }

  async end(): Promise<void> {
    for (const { runners } of this.members.values()) for (const runner of runners) await runner.stop();
  }

  /** Somebody decides something about a lead that the console hears of. */
  async say(from: ServiceName, lead: string): Promise<void> {
    const rows = (flow as readonly FlowRow[]).filter(
      (row) => row.from === from && row.to.includes('console') && row.newestPer === undefined,
    );
    const { event } = rows[this.count % rows.length]!;
    const id = `${from}-${++this.count}`;
    const said = { id, type: event.type, topic: event.topic, key: lead, time: new Date(now).toISOString(), data: null };
    await this.within(from, ({ database }, tx) => database.putInbox(tx, [{ id, lane: laneOf(lead), event: said }]));
    this.published.set(lead, (this.published.get(lead) ?? new Set()).add(id));
    for (const runner of this.member(from).runners) runner.poke();
  }

  /** Asks for the n-th replay of the console, in all lanes. */
  async replay(): Promise<string> {
    const replayId = `replay-${++this.replays}`;
    const items = Array.from({ length: LANES }, (_, lane) => {
      const id = decisionId(replayId, lane);
      const { type, topic } = replayRequested;
      const at = new Date(now).toISOString();
      const data = { replayId, for: 'console', at };
      return { id, lane, event: { id, type, topic, key: String(lane), time: at, data } };
    });
    await this.within('console', ({ database }, tx) => database.putInbox(tx, items));
    for (const runner of this.member('console').runners) runner.poke();
    return replayId;
  }

  /** What the console knows of a lead. */
  heard(lead: string): Promise<readonly string[]> {
    return this.within('console', async ({ states }, tx) => (await states.load([lead], [], tx)).get(lead)?.ids ?? []);
  }

  /** Puts something into the console's state that nobody ever told it. */
  async pretend(lead: string, id: string): Promise<void> {
    const ids = [...(await this.heard(lead)), id];
    await this.within('console', ({ states }, tx) => states.save(new Map([[lead, { version: 0, ids }]]), tx));
  }

  /** What the lanes of the console know of replays. */
  lanes(): readonly LaneReplays[] {
    return this.member('console').runners.flatMap((runner) => [...runner.replays()]);
  }

  isDone(replayId: string): boolean {
    const done = this.lanes().filter(({ running, finished }) => running === null && finished?.id === replayId);
    return done.length === LANES;
  }

  heads(topics: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>> {
    return this.log.heads(topics);
  }

  private sourceOf(service: ServiceName): AnnouncedRetelling {
    if (this.isMute) throw new Error('what is to be told cannot be read');
    return new AnnouncedRetelling(this.member(service).announcements, service);
  }

  private within<T>(service: ServiceName, work: (member: Member, tx: Tx) => Promise<T>): Promise<T> {
    const member = this.member(service);
    return member.database.transaction((tx) => {
      member.isOurs = true;
      return work(member, tx);
    });
  }

  private member(service: ServiceName): Member {
    return this.members.get(service)!;
  }

  private partsOf(service: ServiceName): RunnerParts {
    const { database, states, announcements } = this.member(service);
    return {
      service,
      reactors: service === 'console' ? this.reactors : idleReactors(service),
      ...{ log: this.log, database, environment: new FixedEnvironment(), now: () => now, hasInbox: true },
      resolve: (token) => (token === (Nothing as unknown) ? new NoDirectory() : states) as never,
      ...(service === 'console' ? {} : { announcements, retelling: () => this.sourceOf(service) }),
      decodeIntake: () => {
        throw new Error('nothing comes in here');
      },
      observer: {
        ...silentObserver,
        setAside: ({ reactor, eventId }) => this.letters.push(`${reactor} ${eventId}`),
        retrying: (what) => this.retried.push(`${service}: ${what}`),
        laneStopped: (lane, because) => this.stopped.push(`${service} ${lane}: ${because}`),
      },
    };
  }
}

function memberOf(faults: MemoryFaults): Member {
  const member: Member = {
    isOurs: false,
    database: new FaultyDatabase({
      beforeCommit: () => (member.isOurs ? undefined : faults.beforeCommit?.()),
      afterCommit: () => {
        const { isOurs } = member;
        member.isOurs = false;
        return isOurs ? undefined : faults.afterCommit?.();
      },
    }),
    states: new MemoryHearsay(),
    announcements: new MemoryAnnouncements(),
    runners: [],
  };
  return member;
}
