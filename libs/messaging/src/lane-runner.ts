import { INTAKE } from '@smarketing/contracts';
import { topicSpecs } from './topic-specs.ts';
import type { GroupMember, LogRecord, Membership, Position } from './event-log.ts';
import { BatchCommit } from './batch-commit.ts';
import { BatchTransaction, type BatchScope, type UnderWay } from './batch-transaction.ts';
import { companyWaitMs } from './company.ts';
import { EnvironmentWatch } from './environment-watch.ts';
import { InboxWatch } from './inbox-watch.ts';
import { LaneOwners } from './lane-owners.ts';
import { eventsIn, type LaneDraft } from './lane-draft.ts';
import { Lane } from './lane.ts';
import { LostRecords } from './lost-records.ts';
import { OffsetCommits } from './offset-commits.ts';
import { Patience } from './patience.ts';
import { Publisher } from './publisher.ts';
import { ReactorTable } from './reactor-table.ts';
import type { LaneReplays } from './rebuild/lane-rebuild.ts';
import { readingRestMs, restAfter } from './rest-after.ts';
import { Retries } from './retries.ts';
import type { SweepProgress } from './sweep/lane-sweep.ts';
import { SweepBatches } from './sweep/sweep-batches.ts';
import { isBroadcast, partitionOfLane } from './record-codec.ts';
import type { RunnerParts } from './runner-parts.ts';
import { runnerStatus, type RunnerStatus } from './runner-status.ts';
import { takeBatch } from './take-batch.ts';
import { tellObserver } from './tell-observer.ts';
import { TimerGate, type Opening } from './timer-gate.ts';
import { TimerWatch } from './timer-watch.ts';
import { Wakeup } from './wakeup.ts';

export type { RunnerStatus, StoppedLane, Waiting } from './runner-status.ts';

const GATE_POLL_MS = 50;
/** How long `stop` waits for the log and the database before it leaves the rest to the next claim. */
const STOP_PATIENCE_MS = 5_000;

/**
 * Runs the reactors of one service over the lanes that this process owns: claim, fold, commit, publish.
 * It is the one place for delivery; see docs/adr/0002-the-runner.md for why each step stands where it does.
 */
export class LaneRunner implements GroupMember {
  readonly table: ReactorTable;
  private readonly parts: RunnerParts;
  private readonly lanes = new Map<number, Lane>();
  private readonly owners: LaneOwners;
  private readonly batchCommit: BatchCommit;
  private readonly publisher: Publisher;
  private readonly gate: TimerGate;
  private readonly wakeup = new Wakeup();
  private resting = new Wakeup();
  private readonly retries: Retries;
  private readonly patience: Patience;
  private readonly timers: TimerWatch;
  private readonly inbox: InboxWatch;
  private readonly environment: EnvironmentWatch;
  private readonly offsets: OffsetCommits;
  private readonly sweepBatches: SweepBatches;
  private joining: Promise<Membership> | null = null;
  private loop: Promise<void> | null = null;
  private running = false;
  readonly readingRestMs: number;
  private stopping = false;
  /** By `performance.now()`, as all instants in here: the process's clock may be set back, and these must go on. */
  private workingSince: number | null = null;
  private joiningSince: number | null = null;
  private ownedSince = performance.now();
  /** Batches that are being decided or committed, each of lanes that no other of them has. */
  private readonly underWay = new Set<Promise<unknown>>();
  private readonly givenUp = Promise.withResolvers<void>();
  private acknowledged: UnderWay[] = [];
  private failure: Error | null = null;

  constructor(parts: RunnerParts) {
    this.parts = parts;
    this.readingRestMs = readingRestMs(parts.rest);
    this.table = new ReactorTable(parts.service, parts.reactors);
    this.owners = new LaneOwners(this.table, parts);
    this.retries = new Retries((what, error) => parts.observer.retrying(what, error));
    this.publisher = new Publisher(parts.log, this.retries);
    const upstream = parts.service === 'ingestion' ? null : { group: 'ingestion', topic: INTAKE };
    this.gate = new TimerGate(parts.log, upstream, this.table.topics, this.retries);
    this.patience = new Patience(
      (error) => ['transient', 'fenced', 'unknown-outcome'].includes(parts.database.classify(error)),
      this.retries,
    );
    this.batchCommit = new BatchCommit({
      database: parts.database,
      batch: new BatchTransaction(parts, this.table),
      patience: this.patience,
      isRunning: () => this.running,
    });
    this.sweepBatches = new SweepBatches({
      ...{
        runner: parts,
        table: this.table,
        publisher: this.publisher,
        retries: this.retries,
        patience: this.patience,
      },
      lanes: () => [...this.lanes.values()],
      isRunning: () => this.running,
      work: (drafts, scope) => this.work(drafts, scope),
      // Something may wait for its inbox.
      onEnd: () => this.poke(),
    });
    this.timers = new TimerWatch(() => {
      const lanes = [...this.lanes.values()].filter((lane) => lane.firesTimers).map((lane) => lane.number);
      return this.patience.retry('reading timers', () => parts.database.nextTimerDue(lanes));
    });
    this.environment = new EnvironmentWatch(parts.environment, this.retries);
    this.inbox = new InboxWatch(parts.hasInbox, (lanes) => parts.database.inboxWaiting(lanes));
    this.offsets = new OffsetCommits(
      async (positions) => (await this.joining)?.commit(positions),
      (partition) => this.lanes.has(partition),
      (error) => this.retries.failed('committing offsets', error),
      () => this.retries.over('committing offsets'),
    );
  }

  async start(): Promise<void> {
    await this.parts.environment.refresh();
    // Whom somebody has stopped meanwhile must not begin.
    if (this.stopping) return;
    this.running = true;
    this.loop = this.run();
    this.joiningSince = performance.now();
    // The log may call before it has answered: whoever needs the membership waits for this.
    const joining = Promise.withResolvers<Membership>();
    this.joining = joining.promise;
    try {
      joining.resolve(await this.parts.log.join(this.parts.service, topicSpecs(this.table.topics), this));
      this.joiningSince = null;
    } catch (error) {
      this.joining = null;
      joining.promise.catch(() => undefined);
      joining.reject(error);
      await this.stop();
      throw error;
    }
  }

  /**
   * Leaves the group and ends when what is under way is committed and published. Where the log or the database keeps it from
   * that for five seconds, the rest stays in `unpublished` for the next claim, and a batch in doubt is fenced by it.
   */
  async stop(): Promise<void> {
    this.stopping = true;
    this.running = false;
    this.patience.end();
    for (const lane of this.lanes.values()) lane.release();
    this.poke();
    const patience = setTimeout(() => {
      this.publisher.abandon();
      this.givenUp.resolve();
    }, STOP_PATIENCE_MS);
    try {
      await this.unlessGivenUp(this.loop);
      await this.unlessGivenUp(this.settled());
      await (await this.joining)?.leave();
      await this.unlessGivenUp(this.publisher.drained());
    } finally {
      clearTimeout(patience);
      this.offsets.end();
    }
  }

  /** Something was put into the inbox by this very process. */
  poke(): void {
    this.inbox.poke();
    this.wakeup.poke();
    // Records do not end it: it is for them to become more.
    this.resting.poke();
  }

  status(): RunnerStatus {
    const { publisher, retries, ownedSince, joiningSince, workingSince } = this;
    return runnerStatus({
      ...{ publisher, retries, ownedSince, joiningSince, workingSince },
      askingLogSince: this.gate.askingSince,
      deciding: this.underWay.size,
      nowMs: this.parts.now(),
      lanes: [...this.lanes.values()],
      held: this.timers.nextMs === null ? null : this.gate.held,
      environment: this.parts.environment,
      failure: this.failure?.message ?? null,
    });
  }

  /** When the oldest batch was committed that the log has not acknowledged yet, epoch ms; null where there is none. */
  get oldestUnpublishedAtMs(): number | null {
    return this.publisher.oldestAtMs;
  }

  /** What the lanes of this process know of replays. */
  replays(): readonly LaneReplays[] {
    return [...this.lanes.values()].map(({ number, row }) => ({ lane: number, ...row.rebuild }));
  }

  /** The lanes of this process that have yet to decide again under the agreement that is in force. */
  sweeps(): readonly SweepProgress[] {
    return this.sweepBatches.progress();
  }

  async onAssigned(lanes: readonly number[]): Promise<readonly Position[]> {
    // Lanes may be given that are here already: a batch of theirs that is under way must not be fenced by our own claim.
    this.dismiss(lanes);
    await this.unlessGivenUp(this.settled());
    this.owners.dismissed(lanes);
    const claimed = await this.patience.retry('claiming lanes', () => this.parts.database.claim(lanes));
    this.owners.claimed(lanes);
    await this.environment.read();
    const positions: Position[] = [];
    for (const { row, unpublished } of claimed) {
      const lane = new Lane(row, {
        last: unpublished.at(-1)?.batch ?? 0,
        concerns: (record) => this.table.concerns(record),
        onStop: (because) => this.parts.observer.laneStopped(row.lane, because),
      });
      for (const { batch, records } of unpublished) {
        if (await this.publisher.publish(records)) this.acknowledged.push({ lane, batch });
      }
      this.lanes.set(row.lane, lane);
      for (const [topic, offset] of Object.entries(row.offsets)) {
        if (this.table.topics.includes(topic))
          positions.push({ topic, partition: partitionOfLane(topic, row.lane), offset });
      }
    }
    this.ownedSince = performance.now();
    await this.timers.look();
    // The former owner may have ended between its last publication and this.
    this.offsets.note(positions);
    this.poke();
    return positions;
  }

  async onRevoked(lanes: readonly number[]): Promise<void> {
    this.dismiss(lanes);
    await this.unlessGivenUp(this.settled());
    // Not before: a batch under way may still commit, with what the stores have in memory.
    this.owners.dismissed(lanes);
    await this.unlessGivenUp(this.publisher.drained());
    await this.unlessGivenUp(this.offsets.flush());
  }

  async onRecords(topic: string, partition: number, records: readonly LogRecord[]): Promise<void> {
    // Once nothing is folded any more, the log need not be read to its end.
    if (!this.running) return this.unlessGivenUp(this.loop);
    const lane = this.lanes.get(partition);
    if (!lane) return;
    const room = lane.enqueue(topic, records);
    this.wakeup.poke();
    await room;
  }

  onFailure(error: Error): void {
    if (!this.running) return;
    const lane = error instanceof LostRecords ? this.lanes.get(error.partition) : undefined;
    if (lane) return lane.stop('records-missing', error.message);
    this.failure = error;
    this.parts.observer.laneStopped(-1, error.message);
  }

  private dismiss(lanes: readonly number[]): void {
    for (const number of lanes) {
      this.lanes.get(number)?.dismiss();
      if (this.lanes.delete(number)) this.ownedSince = performance.now();
    }
  }

  private async unlessGivenUp(work: Promise<unknown> | null): Promise<void> {
    await Promise.race([work, this.givenUp.promise]);
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (this.running) {
      try {
        await this.publisher.room();
        this.workingSince = performance.now();
        const restMs = await this.step().finally(() => (this.workingSince = null));
        failures = 0;
        this.retries.over('folding a batch');
        if (restMs === null && this.running) await this.wakeup.wait(this.idleMs());
        else if (restMs && this.running) await this.resting.wait(restMs);
      } catch (error) {
        // Nothing may escape: what step() could not name is retried with a pause, and seen.
        this.retries.failed('folding a batch', error);
        await this.patience.backOff(failures++);
      }
    }
  }

  private get atWork(): Lane[] {
    return [...this.lanes.values()].filter((lane) => lane.stopped === null);
  }

  /** One batch; resolves with how long to rest after it, null when there was nothing to do. */
  private async step(): Promise<number | null> {
    const startedMs = performance.now();
    this.resting = new Wakeup();
    const nowMs = this.parts.now();
    if (this.environment.untilNextMs <= 0) {
      await this.environment.read();
      void this.offsets.flush();
      await this.checkClaims();
    }
    const opening = await this.dueTimers(nowMs);
    const inbox =
      (await this.inbox.look(this.atWork.map((lane) => lane.number))) || (this.inbox.holdsTimer && opening !== null);
    this.sweepBatches.begin();
    // A timer that is held waits for what is passed over, too.
    if (!inbox && this.gate.held === null && (companyWaitMs(this.atWork) ?? 0) > 0)
      return this.sweepBatches.endRest() ? 0 : null;
    const lanes = this.atWork.filter((lane) => !this.sweepBatches.has(lane)).toSorted((a, b) => a.number - b.number);
    const hasRested = this.sweepBatches.endRest();
    const drafts = takeBatch(this.parts, this.table, { lanes, nowMs, opening, inbox, pages: false });
    const worked = drafts.length > 0 && (await this.work(drafts, { opening, inbox, sweepLimit: 0 }));
    if (!worked) return hasRested ? 0 : null;
    // Of timers, of an inbox and of what is told again there may be as much left, and nobody is waited for.
    if (opening !== null || inbox || drafts.some(({ leavesSome }) => leavesSome)) return 0;
    return restAfter({ events: eventsIn(drafts), tookMs: performance.now() - startedMs }, this.parts.rest);
  }

  private async work(drafts: readonly LaneDraft[], scope: BatchScope): Promise<boolean> {
    const startedMs = performance.now();
    const batch = this.commit(drafts, scope);
    this.underWay.add(batch);
    const worked = await batch.finally(() => this.underWay.delete(batch));
    if (worked) this.parts.observer.batch({ events: eventsIn(drafts), durationMs: performance.now() - startedMs });
    return worked;
  }

  private async settled(): Promise<void> {
    await Promise.allSettled(this.underWay);
  }

  private async commit(drafts: readonly LaneDraft[], scope: BatchScope): Promise<boolean> {
    // What was acknowledged of lanes that are idle goes with the common batch; of each row one batch alone takes care.
    const own = new Set(drafts.map(({ lane }) => lane));
    const isOurs = (lane: Lane): boolean => own.has(lane) || (scope.sweepLimit === 0 && !this.sweepBatches.has(lane));
    const dropped = this.acknowledged.filter(({ lane }) => !lane.gone && isOurs(lane));
    const startedMs = performance.now();
    const commitment = await this.batchCommit.commit(drafts, scope, dropped);
    switch (commitment.kind) {
      case 'committed': {
        const { kept, folded, terms } = commitment;
        this.retries.over('committing a batch');
        this.sweepBatches.note(folded, performance.now() - startedMs);
        // Where nothing is kept, nothing is written: then nothing was dropped either.
        if (kept.length > 0)
          this.acknowledged = this.acknowledged.filter((item) => !dropped.includes(item) && !item.lane.gone);
        for (const one of terms.handled) this.parts.observer.handled(one);
        if (scope.inbox) this.inbox.holdsTimer = terms.holdsTimer;
        await this.committed(kept, scope.opening, folded);
        return kept.length > 0;
      }
      case 'in-doubt':
        this.retries.failed('committing a batch', commitment.error);
        this.reclaim(drafts.map((draft) => draft.lane));
        return true;
      case 'hopeless':
        this.halt(drafts, commitment.error);
        return true;
    }
  }

  private async committed(
    kept: readonly LaneDraft[],
    opening: Opening | null,
    all: readonly LaneDraft[],
  ): Promise<void> {
    const batches: UnderWay[] = [];
    const positions: Position[] = [];
    let broadcast = false;
    let rebuilt = false;
    for (const draft of kept) {
      const { lane } = draft;
      rebuilt ||= lane.row.rebuild.running !== null && draft.rebuild.running === null;
      if (draft.published.length > 0) batches.push({ lane, batch: lane.nextBatch++ });
      lane.row = draft.toRow();
      for (const [topic, count] of draft.taken) {
        lane.consumed(topic, count);
        positions.push({ topic, partition: partitionOfLane(topic, lane.number), offset: lane.row.offsets[topic]! });
        broadcast ||= isBroadcast(topic);
      }
      tellObserver(this.parts.observer, draft);
      // There may be more than one batch takes.
      if (draft.consumed.length > 0) this.inbox.poke();
      for (const change of draft.timerChanges) {
        if ('dueAtMs' in change && lane.firesTimers) this.timers.note(change.dueAtMs);
      }
      for (const wasSetAside of draft.outcomes) lane.poison.note(wasSetAside);
      if (lane.poison.tooMuch)
        lane.stop(
          'poison',
          'too much of what it reads cannot be processed: that is a fault of the software, not of the data',
        );
    }
    const records = kept.flatMap((draft) => draft.published);
    if (kept.length > 0) void this.publish(records, batches, positions);
    if (broadcast) await this.environment.read();
    // Timers that were held back may be due.
    if (rebuilt) await this.timers.look();
    if (opening) {
      const fired = all.some((draft) => draft.timers.length > 0);
      if (!fired && opening.lanes.length >= this.lanes.size) this.gate.close();
      if (!fired || kept.length > 0) await this.timers.look();
      const isOver = this.timers.nextMs === null || this.timers.nextMs > opening.atMs;
      if (isOver && !this.inbox.holdsTimer) this.gate.close();
    }
  }

  private async publish(
    records: Parameters<Publisher['publish']>[0],
    batches: readonly UnderWay[],
    positions: readonly Position[],
  ): Promise<void> {
    if (!(await this.publisher.publish(records))) return;
    this.acknowledged.push(...batches);
    this.offsets.note(positions);
  }

  /** Our claim on these lanes is gone or in doubt: forget them, and claim again what is still ours. */
  private reclaim(lanes: readonly Lane[]): void {
    // What was revoked or given anew meanwhile is being seen to already.
    const numbers = lanes.filter((lane) => this.lanes.get(lane.number) === lane).map((lane) => lane.number);
    this.dismiss(numbers);
    this.owners.dismissed(numbers);
    const claim = async (): Promise<void> => (await this.joining)?.reassign(numbers);
    this.patience
      .retry('claiming lanes again', claim)
      // The claim says what came of a batch in doubt, and there may be nothing more to commit for long. Of lanes that are
      // somebody else's by now it is theirs to find out.
      .then(() => this.retries.over('committing a batch'))
      .catch((error: unknown) => this.onFailure(error instanceof Error ? error : new Error(String(error))));
  }

  /**
   * Claims again what somebody else has claimed. A commit finds that out by itself; but an owner that has nothing to commit would
   * never know, and what the other one has committed and not published would lie there.
   */
  private async checkClaims(): Promise<void> {
    const lanes = this.atWork;
    if (lanes.length === 0) return;
    const epochs = await this.parts.database.epochs(lanes.map((lane) => lane.number));
    const overtaken = lanes.filter((lane) => !lane.gone && (epochs.get(lane.number) ?? 0) > lane.row.epoch);
    if (overtaken.length > 0) this.reclaim(overtaken);
  }

  private halt(drafts: readonly LaneDraft[], error: unknown): void {
    const because = error instanceof Error ? error.message : String(error);
    for (const { lane } of drafts) lane.stop('refused', because);
  }

  private async dueTimers(nowMs: number): Promise<Opening | null> {
    const { nextMs } = this.timers;
    if (!this.inbox.holdsTimer && (nextMs === null || nextMs > nowMs)) return null;
    const lanes = [...this.lanes.values()].filter((lane) => lane.firesTimers);
    return this.gate.tryToAsk(nowMs, lanes);
  }

  private idleMs(): number {
    // What nobody waits for is passed over after a while; a lane that has something else was looked at just now.
    const passingMs = companyWaitMs(this.atWork) ?? Infinity;
    const untilPollMs = Math.min(this.environment.untilNextMs, this.inbox.untilNextLookMs, passingMs);
    const { nextMs } = this.timers;
    const untilTimerMs = nextMs === null ? Infinity : Math.max(nextMs - this.parts.now(), GATE_POLL_MS);
    return Math.max(1, Math.min(untilPollMs, this.inbox.holdsTimer ? GATE_POLL_MS : untilTimerMs));
  }
}
