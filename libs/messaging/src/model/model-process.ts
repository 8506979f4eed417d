import { NoEnvironment } from '../environment.ts';
import { LaneRunner } from '../lane-runner.ts';
import type { MemoryLogServer } from '../memory-event-log.ts';
import { silentObserver, type RunnerObserver } from '../runner-observer.ts';
import { ModelDatabase } from './model-database.ts';
import { ModelLog } from './model-log.ts';
import type { ModelTables } from './model-tables.ts';
import { decodeSaid, firstStage, Ledger, Remembering, secondStage } from './stages.ts';
import type { Actor, StageName, World } from './world.ts';

/** The fakes that a runner stands on; where a safeguard is taken away, it is taken from one of them. */
export type Ports = {
  readonly Database: typeof ModelDatabase;
  readonly Log: typeof ModelLog;
  readonly States: typeof Remembering;
  readonly Ids: typeof Ledger;
};

export const soundPorts: Ports = { Database: ModelDatabase, Log: ModelLog, States: Remembering, Ids: Ledger };

/** The services of the flow table whose events the two stages borrow. */
export const SERVICES = { first: 'ingestion', second: 'feedback' } as const;

type Surroundings = {
  readonly world: World;
  readonly server: MemoryLogServer;
  readonly tables: ModelTables;
  readonly ports: Ports;
  readonly observer: Partial<RunnerObserver>;
  /** Whether the second stage has learned to decide on poison. */
  readonly isCured: () => boolean;
};

/** One process of a stage: the real runner, on fakes that can be stopped at each call. */
export class ModelProcess implements Actor {
  state: Actor['state'] = 'running';
  isLeaving = false;
  readonly stage: StageName;
  /** Not known to the group: it believes that all lanes are its own. */
  readonly isTwin: boolean;
  readonly runner: LaneRunner;
  private readonly log: ModelLog;
  private readonly tables: ModelTables;
  /** How often each lane was claimed, at the instant when this process was suspended. */
  private epochs: readonly number[] = [];

  constructor(stage: StageName, isTwin: boolean, { world, server, tables, ports, observer, isCured }: Surroundings) {
    this.stage = stage;
    this.isTwin = isTwin;
    this.tables = tables;
    this.log = new ports.Log(world, this, server, isTwin);
    const states = new ports.States(world, this, tables);
    const ids = new ports.Ids(world, this, tables);
    this.runner = new LaneRunner({
      service: SERVICES[stage],
      reactors: stage === 'first' ? firstStage : secondStage(isCured),
      log: this.log,
      database: new ports.Database(world, this, tables, this.log),
      environment: new SlowEnvironment(world, this),
      resolve: (token) => ((token as unknown) === Ledger ? ids : states) as never,
      now: () => Date.now(),
      observer: { ...silentObserver, ...observer },
      decodeIntake: decodeSaid,
      hasInbox: stage === 'second',
    });
  }

  die(): void {
    this.state = 'dead';
    this.log.crash();
    this.tables.disconnect(this);
  }

  suspend(): void {
    this.state = 'suspended';
    this.epochs = this.tables.epochs();
    this.log.expire();
  }

  /** True where somebody else has claimed lanes meanwhile. */
  resume(): boolean {
    this.state = 'running';
    if (!this.isLeaving) void this.log.rejoin();
    return this.tables.epochs().some((epoch, lane) => epoch > (this.epochs[lane] ?? 0));
  }
}

class SlowEnvironment extends NoEnvironment {
  private readonly world: World;
  private readonly process: Actor;

  constructor(world: World, process: Actor) {
    super();
    this.world = world;
    this.process = process;
  }

  override refresh(): Promise<void> {
    return this.world.pause(this.process, 'refresh');
  }
}
