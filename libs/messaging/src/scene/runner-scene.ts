import { dealWon, eventsTo, leadEnrolled, type CloudEvent, type DataOf } from '@smarketing/contracts';
import { Environment } from '../environment.ts';
import { KeyedState } from '../keyed-state.ts';
import type { FailureKind } from '../lane-database.ts';
import { laneOf } from '../lanes.ts';
import { LaneRunner } from '../lane-runner.ts';
import type { RunnerParts } from '../runner-parts.ts';
import { MemoryEventLog } from '../memory-event-log.ts';
import { MemoryKeyedState } from '../memory-keyed-state.ts';
import { MemoryLaneDatabase } from '../memory-lane-database.ts';
import { emit, reactorsIn, type Decision, type Reactor } from '../reactor.ts';
import { encodeRecords } from '../record-codec.ts';
import { silentObserver, type RunnerObserver } from '../runner-observer.ts';
import { topicSpecs } from '../topic-specs.ts';
import type { Tx } from '../tx.ts';

/** What feedback remembers of a lead here: which deals it has seen, in order. */
export type Count = { readonly version: number; readonly seen: readonly string[] };

export abstract class Counts extends KeyedState<Count> {}

export type Won = CloudEvent<DataOf<typeof dealWon>>;

export const { onEvent, whenDue } = reactorsIn<string | undefined>();

export const now = Date.parse('2026-03-02T09:00:00Z');
export const lead = 'lead-1';

/** A failure of the database, of the kind that it says it is. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly kind: FailureKind;

  constructor(kind: FailureKind) {
    super(`a failure of kind ${kind}`);
    this.kind = kind;
  }
}

export class FaultyDatabase extends MemoryLaneDatabase {
  override classify(error: unknown): FailureKind {
    return error instanceof Fault ? error.kind : super.classify(error);
  }
}

export class FixedEnvironment extends Environment<string> {
  newest: number | null = 0;
  known = (version: number): boolean => version <= (this.newest ?? -1);
  refreshing: () => void | Promise<void> = () => undefined;

  newestDue(): number | null {
    return this.newest;
  }
  under(version: number): string | undefined {
    return this.known(version) ? `v${version}` : undefined;
  }
  async refresh(): Promise<void> {
    await this.refreshing();
  }
}

/** States of which the database refuses some. */
export class RefusingCounts extends MemoryKeyedState<Count> {
  refuses: (state: Count) => boolean = () => false;

  constructor() {
    super(() => ({ version: 0, seen: [] }));
  }

  override async save(states: ReadonlyMap<string, Count>, tx: Tx): Promise<void> {
    if ([...states.values()].some((state) => this.refuses(state))) throw new Fault('bad-data');
    await super.save(states, tx);
  }
}

/** Remembers each deal and enrols the lead once for it. */
export function counting(decide?: (event: Won) => Partial<Decision<Count, never>> | void): Reactor {
  return onEvent<Count, DataOf<typeof dealWon>>({
    name: 'on-deal',
    on: [dealWon],
    state: Counts,
    decide: (state, event, { nowMs }) => ({
      state: { ...state, seen: [...state.seen, event.data.dealId] },
      emits: [
        emit(leadEnrolled, event.subject, {
          track: 'won',
          at: new Date(nowMs).toISOString(),
          reason: event.data.dealId,
          wakeAt: null,
        }),
      ],
      ...decide?.(event),
    }),
  });
}

/** The runner boots only with exactly the reactors of the flow table: the others of feedback do nothing here. */
export function idle(): Reactor {
  return onEvent<Count, unknown>({
    name: 'on-others',
    on: eventsTo('feedback').filter(({ type }) => type !== dealWon.type),
    state: Counts,
    decide: () => ({}),
  });
}

/** A deal of a lead, as ingestion's lane 3 would write it; `counter` holds its numbers. */
export function won(
  dealId: string,
  counter: Record<string, number>,
  { subject = lead, agreementVersion = 0, data = { dealId } as unknown } = {},
): ReturnType<typeof encodeRecords> {
  const event: CloudEvent = {
    specversion: '1.0',
    id: `event-${dealId}`,
    source: 'smarketing/ingestion',
    type: dealWon.type,
    subject,
    time: new Date(now).toISOString(),
    agreementversion: agreementVersion,
    data: data as CloudEvent['data'],
  };
  return encodeRecords('ingestion', 3, [{ topic: dealWon.topic, event }], counter, now);
}

export type SceneParts<L extends MemoryEventLog> = {
  readonly reactors?: readonly Reactor[];
  readonly database?: MemoryLaneDatabase;
  readonly log?: L;
  readonly states?: RefusingCounts;
  readonly environment?: FixedEnvironment;
  readonly parts?: Partial<RunnerParts>;
};

export class RunnerScene<L extends MemoryEventLog = MemoryEventLog> {
  readonly numbers: Record<string, number> = {};
  readonly letters: string[] = [];
  readonly stopped: string[] = [];
  readonly retried: string[] = [];
  readonly runner: LaneRunner;
  private readonly runners: LaneRunner[] = [];

  private constructor(
    readonly log: L,
    readonly database: MemoryLaneDatabase,
    readonly states: RefusingCounts,
    readonly environment: FixedEnvironment,
    private readonly reactors: readonly Reactor[],
    private readonly parts: Partial<RunnerParts>,
  ) {
    this.runner = this.another();
  }

  static async set<L extends MemoryEventLog = MemoryEventLog>({
    reactors = [counting(), idle()],
    database = new FaultyDatabase(),
    log = new MemoryEventLog() as L,
    states = new RefusingCounts(),
    environment = new FixedEnvironment(),
    parts = {},
  }: SceneParts<L> = {}): Promise<RunnerScene<L>> {
    await log.ensureTopics(topicSpecs());
    return new RunnerScene(log, database, states, environment, reactors, parts);
  }

  /** One more runner of the same service on the same database; on the same log where none is given. */
  another(log: MemoryEventLog = this.log): LaneRunner {
    const observer: RunnerObserver = {
      ...silentObserver,
      setAside: ({ reason }) => this.letters.push(reason),
      laneStopped: (_lane, because) => this.stopped.push(because),
      retrying: (what) => this.retried.push(what),
    };
    const runner = new LaneRunner({
      service: 'feedback',
      reactors: this.reactors,
      log,
      database: this.database,
      environment: this.environment,
      resolve: () => this.states as never,
      now: () => now,
      observer,
      hasInbox: false,
      ...this.parts,
    });
    this.runners.push(runner);
    return runner;
  }

  async append(...deals: readonly string[]): Promise<void> {
    for (const deal of deals) await this.log.append(won(deal, this.numbers));
  }

  seen(subject = lead): Promise<readonly string[]> {
    return this.database.transaction(
      async (tx) => (await this.states.load([subject], [], tx)).get(subject)?.seen ?? [],
    );
  }

  /** What was published about a lead, by the deal that caused it. */
  async published(subject = lead): Promise<string[]> {
    const records = await this.log.read(leadEnrolled.topic, laneOf(subject), 0, 10_000);
    return records.map(({ value }) => (JSON.parse(value) as CloudEvent<{ reason: string }>).data.reason);
  }

  async end(): Promise<void> {
    for (const runner of this.runners) await runner.stop();
  }
}
