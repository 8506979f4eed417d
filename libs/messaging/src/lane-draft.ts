import type { CloudEvent } from '@smarketing/contracts';
import type { AppendRecord, LogRecord } from './event-log.ts';
import type { DeadLetter, Failing, SettledReplay } from './dead-letter.ts';
import type { InboxItem, LaneRow, ReplayRequest, Timer, TimerChange } from './lane-database.ts';
import type { Lane } from './lane.ts';
import type { OutgoingEvent } from './record-codec.ts';
import type { LaneRebuild } from './rebuild/lane-rebuild.ts';
import type { PageToTell } from './rebuild/tell-again.ts';
import type { ReplayInput } from './replay-input.ts';
import type { LaneSweep } from './sweep/lane-sweep.ts';

/** What names a timer, a key of a sweep or an inbox item among the inputs of a batch; an event is named by its id. */
export const inputOfTimer = ({ name, key, generation }: Timer): string => `timer ${name} ${key} ${generation}`;
export const inputOfAdopted = (key: string, version: number): string => `adopted ${version} ${key}`;
export const inputOfItem = ({ id }: InboxItem | ReplayRequest): string => `inbox ${id}`;

/** In a rehearsal (`only` is not null) all but a few inputs are left out, as if they were not there. */
export const isLeftOut = (input: string, only: ReadonlySet<string> | null): boolean =>
  only !== null && !only.has(input);

/** One record taken into a batch: its events, or why it has none. */
export type TakenRecord = {
  readonly record: LogRecord;
  readonly producer: string;
  readonly atMs: number;
  readonly events: readonly CloudEvent[];
  /** Set where the record as a whole is set aside. */
  readonly problem?: Failing;
};

/** A dead letter taken into a batch to be tried again, and what it holds. */
export type TakenReplay = ReplayRequest & { readonly letter: DeadLetter; readonly input: ReplayInput };

/** What a batch would make of one lane: a working copy of its row with all that goes in and comes out. */
export class LaneDraft {
  readonly lane: Lane;
  readonly offsets: Record<string, number>;
  readonly seen: Record<string, number>;
  readonly sent: Record<string, number>;
  clockMs: number;
  agreementVersion: number | null;
  rebuild: LaneRebuild;
  /** False while there is no agreement here to decide under: only broadcasts go through. */
  mayDecide = false;
  sweep: LaneSweep | null;
  /** True where it owes a sweep and may go on with it. */
  sweeps = false;
  /** Keys that are decided on again with this batch, under the agreement that the lane has adopted. */
  adopting: readonly string[] = [];

  readonly records: TakenRecord[] = [];
  readonly taken = new Map<string, number>();
  /** True where more waits, or is to be told again, than this batch may take: the next one follows at once. */
  leavesSome = false;
  timers: readonly Timer[] = [];
  /** In the order in which they were put in. */
  readonly inbox: (InboxItem | TakenReplay)[] = [];
  /** Ids of all items that leave the inbox with this batch; also of requests whose letter is gone. */
  readonly consumed: string[] = [];

  readonly outgoing: OutgoingEvent[] = [];
  /** What is to be told again with this batch, as it was read before it. */
  page: PageToTell | null = null;
  /** What others are told once more: nothing that was decided now. */
  readonly retold: OutgoingEvent[] = [];
  readonly timerChanges: TimerChange[] = [];
  readonly letters: DeadLetter[] = [];
  readonly settled: SettledReplay[] = [];
  /** For the lane's gauge, once the batch is committed: whether each decision was set aside. */
  readonly outcomes: boolean[] = [];
  published: AppendRecord[] = [];

  constructor(lane: Lane) {
    this.lane = lane;
    this.offsets = { ...lane.row.offsets };
    this.seen = { ...lane.row.seen };
    this.sent = { ...lane.row.sent };
    this.clockMs = lane.row.clockMs;
    this.agreementVersion = lane.row.agreementVersion;
    this.rebuild = lane.row.rebuild;
    this.sweep = lane.row.sweep;
  }

  /** How many events its records hold. */
  get events(): number {
    return this.records.reduce((sum, { events }) => sum + events.length, 0);
  }

  /** True when this batch changes anything of the lane. */
  get worthCommitting(): boolean {
    const hasRead = this.taken.size > 0 || this.timers.length > 0 || this.consumed.length > 0;
    const { rebuild, sweep } = this.lane.row;
    return hasRead || this.rebuild !== rebuild || this.sweep !== sweep;
  }

  toRow(): LaneRow {
    return {
      lane: this.lane.number,
      epoch: this.lane.row.epoch,
      offsets: this.offsets,
      seen: this.seen,
      sent: this.sent,
      clockMs: this.clockMs,
      agreementVersion: this.agreementVersion,
      rebuild: this.rebuild,
      sweep: this.sweep,
    };
  }

  /** Everything that is decided on, in the order of the fold. */
  inputs(): string[] {
    return [
      ...this.records.flatMap(({ events }) => events.map(({ id }) => id)),
      ...this.timers.map(inputOfTimer),
      ...this.inbox.map(inputOfItem),
      ...this.adopting.map((key) => inputOfAdopted(key, this.agreementVersion ?? 0)),
    ];
  }

  /** A draft of the same inputs with nothing decided yet: a batch that rolled back is folded again from it. */
  afresh(): LaneDraft {
    const draft = new LaneDraft(this.lane);
    Object.assign(draft.offsets, this.offsets);
    Object.assign(draft.seen, this.seen);
    draft.agreementVersion = this.agreementVersion;
    draft.mayDecide = this.mayDecide;
    draft.sweeps = this.sweeps;
    draft.page = this.page;
    draft.records.push(...this.records);
    for (const [topic, count] of this.taken) draft.taken.set(topic, count);
    return draft;
  }
}

export const eventsIn = (drafts: readonly LaneDraft[]): number => drafts.reduce((sum, { events }) => sum + events, 0);
