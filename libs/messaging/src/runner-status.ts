import type { Environment, Lack } from './environment.ts';
import type { Lane, StandstillKind } from './lane.ts';
import type { Publisher } from './publisher.ts';
import type { Retries } from './retries.ts';
import type { TimerGate } from './timer-gate.ts';

/** A lane that stands still until somebody acts. `sinceMs`: epoch ms by the runner's clock. */
export type StoppedLane = {
  readonly lane: number;
  readonly kind: StandstillKind;
  readonly because: string;
  readonly sinceMs: number;
};

/** What goes on by itself once something else has happened. `lane` is null where it is all lanes of this process. */
export type Waiting = {
  readonly lane: number | null;
  readonly kind: Lack['kind'] | 'log' | 'database' | 'timers' | 'group';
  readonly because: string;
  readonly sinceMs: number;
};

export type RunnerStatus = {
  /** How many lanes this process owns, and which. */
  readonly lanes: number;
  readonly owned: readonly number[];
  /** When `owned` changed last. */
  readonly ownedSinceMs: number;
  readonly stopped: readonly StoppedLane[];
  readonly waiting: readonly Waiting[];
  /** Batches that are being decided, or are committed and not yet acknowledged by the log. */
  readonly unpublished: number;
  /** What broke the membership in a way that the log cannot mend; lanes that have stopped for it are in `stopped`. */
  readonly failure: string | null;
};

/** What a runner knows of itself; instants that are named `…Since` are those of `performance.now()`. */
export type RunnerState = {
  readonly nowMs: number;
  readonly lanes: readonly Pick<Lane, 'number' | 'stopped' | 'awaited'>[];
  readonly ownedSince: number;
  /** Null once the log has let it into its group. */
  readonly joiningSince: number | null;
  /** Null while there is nothing to do. */
  readonly workingSince: number | null;
  /** Null while it does not ask the log how far it was read. */
  readonly askingLogSince: number | null;
  /** So many batches are being decided. */
  readonly deciding: number;
  readonly publisher: Pick<Publisher, 'pending' | 'sendingSince'>;
  readonly retries: Pick<Retries, 'list'>;
  readonly held: TimerGate['held'];
  readonly environment: Pick<Environment<unknown>, 'lack'>;
  readonly failure: string | null;
};

/** What answers within this time is at work, not waited for. */
const SOON_MS = 2_000;

/** Tells people why a runner does not get on, if it does not. */
export function runnerStatus(state: RunnerState): RunnerStatus {
  const { lanes, publisher } = state;
  const epochMs = (since: number): number => Math.round(state.nowMs - (performance.now() - since));
  const owned = lanes.map(({ number }) => number).toSorted((a, b) => a - b);
  return {
    lanes: owned.length,
    owned,
    ownedSinceMs: epochMs(state.ownedSince),
    stopped: lanes.flatMap(({ number, stopped }) =>
      stopped === null
        ? []
        : [{ lane: number, kind: stopped.kind, because: stopped.because, sinceMs: epochMs(stopped.since) }],
    ),
    waiting: [
      ...groupWait(state, epochMs),
      ...agreementWaits(state, epochMs),
      ...serverWaits(state, epochMs),
      ...heldTimers(state),
    ],
    unpublished: publisher.pending + state.deciding,
    failure: state.failure,
  };
}

type EpochMs = (since: number) => number;

function groupWait({ joiningSince }: RunnerState, epochMs: EpochMs): Waiting[] {
  if (joiningSince === null) return [];
  return [
    { lane: null, kind: 'group', because: 'the log has not let it into its group yet', sinceMs: epochMs(joiningSince) },
  ];
}

function agreementWaits({ lanes, environment }: RunnerState, epochMs: EpochMs): Waiting[] {
  return lanes.flatMap(({ number, stopped, awaited }) =>
    stopped !== null || awaited === null
      ? []
      : [{ lane: number, ...environment.lack(awaited.version), sinceMs: epochMs(awaited.since) }],
  );
}

/** What fails and is tried again; and what has neither failed nor succeeded for long, since some networks swallow answers. */
function serverWaits(state: RunnerState, epochMs: EpochMs): Waiting[] {
  const { retries, publisher, workingSince, askingLogSince } = state;
  const failing = retries.list();
  const waits = failing.map(({ what, asked, since, error }): Waiting => ({
    lane: null,
    kind: asked,
    because: `${what} is tried again and again: ${error}`,
    sinceMs: epochMs(since),
  }));
  const silent = (kind: 'log' | 'database', since: number | null, what: string): void => {
    if (since === null || performance.now() - since < SOON_MS || failing.some(({ asked }) => asked === kind)) return;
    waits.push({ lane: null, kind, because: `${what} is not answered`, sinceMs: epochMs(since) });
  };
  silent('log', publisher.sendingSince, 'publishing to the log');
  silent('log', askingLogSince, 'asking how far the log was read');
  if (askingLogSince === null) silent('database', workingSince, 'what a batch needs');
  return waits;
}

function heldTimers({ nowMs, lanes, held }: RunnerState): Waiting[] {
  if (held === null || lanes.length === 0 || nowMs - held.sinceMs < SOON_MS) return [];
  const who = held.by === 'upstream' ? 'ingestion has' : 'its lanes have';
  const because = `due timers are held, since ${who} not yet read what was there when they fell due and may refute them`;
  return [{ lane: null, kind: 'timers', because, sinceMs: held.sinceMs }];
}
