import { INTAKE, leadEnrolled, recordSetAside } from '@smarketing/contracts';
import type { LogRecord } from '../event-log.ts';
import { laneOf } from '../lanes.ts';
import { MemoryLogServer } from '../memory-event-log.ts';
import type { RunnerObserver } from '../runner-observer.ts';
import { topicSpecs } from '../topic-specs.ts';
import { narrow } from './model-log.ts';
import { ModelProcess, SERVICES, type Ports } from './model-process.ts';
import { MODEL_LANES, ModelTables } from './model-tables.ts';
import type { Step } from './schedule.ts';
import type { Outcome } from './sequential-model.ts';
import { effectsTopic, firstStageTopics, idOf, writtenTopics, type Remembered, type Said } from './stages.ts';
import type { StageName, World } from './world.ts';

const MOST_PROCESSES = 3;

/** Two in each lane of the model. */
const leads = Array.from({ length: MODEL_LANES }, (_, lane) => lane).flatMap((lane) =>
  Array.from({ length: 400 }, (_, index) => `lead-${index}`)
    .filter((one) => laneOf(one) === lane)
    .slice(0, 2),
);

/** Two services in a row over one log, each with its database and some processes: what a schedule happens to. */
export class System {
  /** What escaped although nothing may: a fault of the runner's, or of the fakes. */
  readonly escaped: unknown[] = [];
  private readonly world: World;
  private readonly ports: Ports;
  private readonly server = new MemoryLogServer(() => 0);
  private readonly tables = { first: new ModelTables(), second: new ModelTables() };
  private readonly processes: ModelProcess[] = [];
  private readonly said: { readonly said: Said; readonly at: number }[] = [];
  private readonly commands: string[] = [];
  private readonly stopped: string[] = [];
  private isCured = false;
  private readonly observer: Partial<RunnerObserver> = {
    laneStopped: (_lane, because) => this.stopped.push(because),
    retrying: (_what, error) => {
      if (error instanceof TypeError || error instanceof RangeError) this.escaped.push(error);
    },
  };

  constructor(world: World, ports: Ports) {
    this.world = world;
    this.ports = ports;
    for (const topic of topicSpecs(writtenTopics))
      this.server.storage.ensureTopic(topic.name === recordSetAside.topic ? topic : narrow(topic));
    this.join('first', false);
    this.join('second', false);
  }

  take(step: Step): void {
    switch (step.do) {
      case 'say':
        return this.say(step);
      case 'say again': {
        const before = this.said[step.which % this.said.length];
        if (before) this.appendSaid(before.said, step.elsewhere === null ? before.at : step.elsewhere % MODEL_LANES);
        return;
      }
      case 'command':
        return this.command(leads[step.lead % leads.length]!);
      case 'cure':
        this.isCured = true;
        return;
      case 'try again':
        return this.tryAgain(step.which);
      case 'crash':
        return this.pick(step.stage, step.which)?.die();
      case 'suspend':
        return this.pick(step.stage, step.which)?.suspend();
      case 'leave': {
        const process = this.pick(step.stage, step.which);
        if (process && !process.isLeaving) this.leave(process);
        return;
      }
      case 'join':
      case 'twin': {
        const there = this.processes.filter(({ stage, state }) => stage === step.stage && state !== 'dead');
        if (there.length < MOST_PROCESSES) this.join(step.stage, step.do === 'twin');
        return;
      }
      case 'resume': {
        const suspended = this.processes.filter(({ state }) => state === 'suspended');
        const process = suspended[step.which % suspended.length];
        if (process) this.resume(process);
        return;
      }
      case 'ambush':
        return this.world.arm(step);
      case 'trouble':
        return this.world.plan(step.trouble, step.times);
      case 'offsets':
        return this.setOffsets(step.stage, step.to);
      case 'fence':
        for (let lane = 0; lane < MODEL_LANES; lane++) void this.tables[step.stage].seize(lane);
        return;
    }
  }

  /** Life goes on: one thing more is said at each partition of the intake. */
  goOn(): void {
    for (let at = 0; at < MODEL_LANES; at++) this.say({ lead: at, topic: at, kind: 'plain', at });
  }

  /** Nobody stays suspended, no twin stays, and each stage has somebody. */
  recover(): void {
    for (const process of this.processes) {
      if (process.isTwin) process.die();
      if (process.state === 'suspended') this.resume(process);
    }
    this.people();
  }

  /** All processes end at once, and others begin. */
  restart(): void {
    for (const process of this.processes) process.die();
    this.people();
  }

  /** True where all lanes are owned, and nothing is under way that the log has not acknowledged. */
  get isAtRest(): boolean {
    const running = this.processes.filter(({ state }) => state === 'running').map((one) => one.runner.status());
    const owned = running.reduce((sum, { lanes }) => sum + lanes, 0);
    return owned === 2 * MODEL_LANES && running.every(({ unpublished }) => unpublished === 0);
  }

  outcome(): Outcome {
    const partitions = (topic: string): readonly (readonly LogRecord[])[] =>
      this.server.storage
        .heads(topic)
        .map((head, partition) => this.server.storage.read({ topic, partition }, 0, head));
    const { states, letters } = this.tables.second;
    return {
      intake: partitions(INTAKE),
      passedOn: firstStageTopics.flatMap(partitions),
      effects: partitions(effectsTopic),
      announced: partitions(recordSetAside.topic),
      states: new Map([...states].map(([key, body]) => [key, JSON.parse(body) as Remembered])),
      letters: [...letters.values()],
      commands: this.commands,
      stopped: this.stopped,
    };
  }

  private say({ lead, topic, kind, at }: Omit<Extract<Step, { do: 'say' }>, 'do'>): void {
    const said: Said = {
      id: idOf(kind, this.said.length),
      lead: leads[lead % leads.length]!,
      topic: firstStageTopics[topic % firstStageTopics.length]!,
      kind,
    };
    this.said.push({ said, at: at % MODEL_LANES });
    this.appendSaid(said, at % MODEL_LANES);
  }

  private appendSaid(said: Said, partition: number): void {
    const value = JSON.stringify(said);
    this.server.storage.append([{ topic: INTAKE, partition, key: said.lead, value, headers: {} }]);
  }

  private command(lead: string): void {
    const id = `command ${this.commands.length}`;
    this.commands.push(id);
    const time = new Date().toISOString();
    const event = { id, type: leadEnrolled.type, topic: effectsTopic, key: lead, time, data: { reason: id } };
    this.tables.second.inbox.set(id, { id, lane: laneOf(lead), event });
    this.pick('second', this.world.random.below(MOST_PROCESSES))?.runner.poke();
  }

  private tryAgain(which: number): void {
    const { letters, inbox } = this.tables.second;
    const waiting = [...letters.values()].filter(({ status }) => status === 'waiting');
    const letter = waiting[which % waiting.length];
    if (!letter) return;
    const id = `replay ${letter.id} ${letter.attempts + 1}`;
    letters.set(letter.id, { ...letter, status: 'replaying' });
    inbox.set(id, { id, lane: letter.lane, letterId: letter.id, atMs: Date.now() });
    this.world.note('dead letter tried again');
  }

  private people(): void {
    for (const stage of ['first', 'second'] as const) {
      if (!this.processes.some((one) => one.stage === stage && one.state === 'running' && !one.isLeaving))
        this.join(stage, false);
    }
  }

  private join(stage: StageName, isTwin: boolean): void {
    const { world, server, ports, observer } = this;
    if (isTwin) world.note('twin');
    const process = new ModelProcess(stage, isTwin, {
      world,
      server,
      ports,
      observer,
      tables: this.tables[stage],
      isCured: () => this.isCured,
    });
    this.processes.push(process);
    process.runner.start().catch((error: unknown) => this.escaped.push(error));
  }

  private leave(process: ModelProcess): void {
    process.isLeaving = true;
    this.world.note('leave');
    process.runner.stop().then(
      // The process ends: what it has still under way is lost with its connections.
      () => process.die(),
      (error: unknown) => this.escaped.push(error),
    );
  }

  private resume(process: ModelProcess): void {
    if (process.resume()) this.world.note('resumed after a takeover');
  }

  private pick(stage: StageName, which: number): ModelProcess | undefined {
    const running = this.processes.filter((one) => one.stage === stage && one.state === 'running');
    return running[which % running.length];
  }

  private setOffsets(stage: StageName, to: 'start' | 'head'): void {
    const { storage } = this.server;
    const read = stage === 'first' ? [INTAKE] : firstStageTopics;
    this.world.note(`offsets set to the ${to}`);
    storage.commit(
      SERVICES[stage],
      read.flatMap((topic) =>
        storage.heads(topic).map((head, partition) => ({ topic, partition, offset: to === 'head' ? head : 0 })),
      ),
    );
  }
}
