import { flow, replayEdges } from '@smarketing/contracts';
import type {
  Environment,
  LaneReplays,
  LaneRunner,
  RunnerStatus,
  StoppedLane,
  SweepProgress,
  Waiting,
} from '@smarketing/messaging';
import { inTime } from '../in-time.ts';

export type TravelledEdge = {
  readonly event: string;
  readonly from: string;
  readonly to: string;
  readonly count: number;
};

/** ISO 8601, by the installation's clock. */
type Since = { readonly since: string };

/** Something that waits: for a server, an agreement, a backlog; or, at the edge, clients that are told to come again. */
export type WaitingFor = Omit<Waiting, 'sinceMs' | 'kind'> & {
  readonly kind: Waiting['kind'] | 'intake' | 'replay';
  /** ISO 8601; null where it is known of this moment only. */
  readonly since: string | null;
};
export type StandingLane = Omit<StoppedLane, 'sinceMs'> & Since;

/** How far the lanes that have work left are, all together. `total` is of those that have begun; null until all of these were counted. */
export type Rescoring = {
  readonly version: number;
  readonly lanes: number;
  readonly done: number;
  readonly total: number | null;
};

export type ServiceProgress = {
  readonly service: string;
  readonly topics: readonly string[];
  /** How many lanes this process owns, which, and when that changed last (ISO 8601). */
  readonly lanes: number;
  readonly owned: readonly number[];
  readonly ownedSince: string;
  /** Lanes that stand still until somebody acts. */
  readonly stopped: readonly StandingLane[];
  /** What goes on by itself once something else has happened; `lane` is null where it is all of this process's. */
  readonly waiting: readonly WaitingFor[];
  readonly failure: string | null;
  /** Batches that are being decided, or are committed and not yet acknowledged by the log. */
  readonly unpublished: number;
  /** True while commands (what HTTP handlers decided, dead letters to try again) wait for their lane, and where that cannot be told. */
  readonly inboxWaiting: boolean;
  /** What the lanes of this process rebuild and tell again, and what they rebuilt last; lanes that know of no replay are left out. */
  readonly replays: readonly LaneReplays[];
  /** What the lanes of this process have yet to decide again under the agreement that is in force; null: nothing. */
  readonly rescoring: Rescoring | null;
  /** False until this process has read all that was broadcast and kept by its service, and where that cannot be told. */
  readonly upToDate: boolean;
};

export type ProcessProgress = {
  readonly services: readonly ServiceProgress[];
  readonly edges: readonly TravelledEdge[];
};

export type Watched = {
  readonly service: string;
  readonly runner: Pick<LaneRunner, 'status' | 'replays' | 'sweeps'> & {
    readonly table: Pick<LaneRunner['table'], 'topics'>;
  };
  readonly environment: Pick<Environment<unknown>, 'isUpToDate'>;
  readonly inboxWaiting: () => Promise<boolean>;
};

/** What else a service's process may have to tell, besides its lanes; nothing while all is well. */
type Telling = { readonly service: string; readonly tell: () => readonly Omit<WaitingFor, 'lane'>[] };

/** A database that does not answer must not keep from saying so. */
const PATIENCE_MS = 2_000;

/** How far the runners of this process are, and which edges of the flow table have been travelled here. */
export class FlowProgress {
  private readonly watched: Watched[] = [];
  private readonly telling: Telling[] = [];
  private readonly counts = new Map<string, number>();
  private readonly patienceMs: number;

  constructor(patienceMs: number = PATIENCE_MS) {
    this.patienceMs = patienceMs;
  }

  watch(watched: Watched): void {
    this.watched.push(watched);
  }

  /** Lets somebody say what keeps a service waiting at its edges. */
  listen(service: string, tell: Telling['tell']): void {
    this.telling.push({ service, tell });
  }

  travelled(event: string, from: string, to: string): void {
    const key = `${event}|${from}|${to}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  /** What each runner says of itself at this moment, without asking anybody. */
  statuses(): readonly { readonly service: string; readonly status: RunnerStatus }[] {
    return this.watched.map(({ service, runner }) => ({ service, status: runner.status() }));
  }

  /** What each runner has yet to decide again under another agreement. */
  rescorings(): readonly { readonly service: string; readonly rescoring: Rescoring | null }[] {
    return this.watched.map(({ service, runner }) => ({ service, rescoring: rescoringOf(runner.sweeps()) }));
  }

  /** Which service can read nothing here any more, and why; null while all can. */
  brokenMembership(): string | null {
    const broken = this.statuses().flatMap(({ service, status: { failure } }) =>
      failure === null ? [] : [`${service} does not get on (${failure})`],
    );
    return broken.length === 0 ? null : broken.join('; ');
  }

  async read(): Promise<ProcessProgress> {
    const services = await Promise.all(this.watched.map((one) => this.readService(one)));
    const ordinary = flow.flatMap(({ event, from, to: all }) => all.map((to) => ({ event: event.type, from, to })));
    const edges = [...ordinary, ...replayEdges].map((edge) => ({
      ...edge,
      count: this.counts.get(`${edge.event}|${edge.from}|${edge.to}`) ?? 0,
    }));
    return { services, edges };
  }

  private async readService({ service, runner, environment, inboxWaiting }: Watched): Promise<ServiceProgress> {
    // The database first: what leaves the inbox while we look is seen as a batch under way.
    const asked = await this.answerOf(Promise.all([inboxWaiting(), environment.isUpToDate()]));
    const { ownedSinceMs, stopped, waiting, ...status } = runner.status();
    const isTold = waiting.some(({ kind }) => kind === 'database');
    const silence: WaitingFor[] =
      asked.because === null || isTold ? [] : [{ lane: null, kind: 'database', because: asked.because, since: null }];
    const replays = runner.replays();
    const [hasCommands, isUpToDate] = asked.answer ?? [true, false];
    return {
      service,
      topics: runner.table.topics,
      ...status,
      ownedSince: isoOf(ownedSinceMs),
      stopped: stopped.map(told),
      waiting: [
        ...waiting.map(told),
        ...silence,
        ...rebuildWaits(replays),
        ...this.telling
          .filter((one) => one.service === service)
          .flatMap(({ tell }) => tell().map((item) => ({ lane: null, ...item }))),
      ],
      inboxWaiting: hasCommands,
      replays: runner
        .replays()
        .filter(({ running, finished, retellings }) => running || finished || retellings.length > 0),
      rescoring: rescoringOf(runner.sweeps()),
      upToDate: isUpToDate,
    };
  }

  private async answerOf<T>(
    question: Promise<T>,
  ): Promise<{ readonly answer: T; readonly because: null } | { readonly answer: null; readonly because: string }> {
    try {
      return { answer: await inTime(question, this.patienceMs, 'it keeps silent'), because: null };
    } catch (error) {
      return {
        answer: null,
        because: `the database does not answer: ${error instanceof Error ? error.message : String(error)}`,
      };
    }
  }
}

function told<T extends { readonly sinceMs: number }>({ sinceMs, ...rest }: T): Omit<T, 'sinceMs'> & Since {
  return { ...rest, since: isoOf(sinceMs) };
}

function rescoringOf(sweeps: readonly SweepProgress[]): Rescoring | null {
  const [first] = sweeps;
  if (first === undefined) return null;
  const totals = sweeps.filter(({ startedAtMs }) => startedAtMs !== null).map(({ total }) => total);
  return {
    version: first.version,
    lanes: sweeps.length,
    done: sweeps.reduce((sum, { done }) => sum + done, 0),
    total: totals.length === 0 || totals.includes(null) ? null : totals.reduce<number>((sum, total) => sum + total!, 0),
  };
}

/** Lanes that are built again: whom they wait for, and since when. */
function rebuildWaits(replays: readonly LaneReplays[]): readonly WaitingFor[] {
  return replays.flatMap(({ lane, running }): WaitingFor[] => {
    if (running === null) return [];
    const because = `what it derives is built again: it waits for ${running.waitingFor.join(', ')} to tell the rest`;
    return [{ lane, kind: 'replay', because, since: isoOf(running.startedAtMs) }];
  });
}

const isoOf = (ms: number): string => new Date(ms).toISOString();
