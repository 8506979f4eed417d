import { replayRequested } from '@smarketing/contracts';
import type { LaneDraft } from './lane-draft.ts';
import type { Lane } from './lane.ts';
import type { ReactorTable } from './reactor-table.ts';
import type { RunnerParts } from './runner-parts.ts';
import { owesSweep } from './sweep/lane-sweep.ts';
import { takeRecords } from './take-records.ts';
import type { Opening } from './timer-gate.ts';

const MOST_EVENTS = 2_000;
const FEWEST_PER_LANE = 50;
const MOST_TO_REBUILD = 2;

/** The drafts of one batch: a fair share of what waits in each lane, and the lanes where timers, the inbox, a replay or a sweep may have something. */
export function takeBatch(
  { environment, decodeIntake = refuseIntake }: RunnerParts,
  table: ReactorTable,
  from: {
    readonly lanes: readonly Lane[];
    readonly nowMs: number;
    readonly opening: Opening | null;
    readonly inbox: boolean;
    /** Whether sweeps go on with this batch; else it only begins them. */
    readonly pages: boolean;
  },
): LaneDraft[] {
  const { lanes, nowMs, opening, inbox, pages } = from;
  const newestAgreement = environment.newestDue(nowMs);
  const waiting = lanes.filter((lane) => lane.waiting).length;
  const limitEvents = Math.max(FEWEST_PER_LANE, Math.floor(MOST_EVENTS / Math.max(1, waiting)));
  const knows = (version: number): boolean => environment.knows(version);
  const drafts: LaneDraft[] = [];
  for (const lane of lanes) {
    const isTold = lane.waiting || inbox || opening?.lanes.includes(lane) === true;
    const { rebuild, sweep } = lane.row;
    const owes = newestAgreement !== null && table.adoption !== null && owesSweep(sweep, newestAgreement);
    // To draft a lane costs a copy of its row; most have nothing to do most of the time.
    if (!isTold && rebuild.retellings.length === 0 && !owes) continue;
    const draft = takeRecords(lane, {
      intake: table.intakeTopic,
      nowMs,
      newestAgreement,
      knows,
      limitEvents,
      decodeIntake,
    });
    const mayFire = opening?.lanes.includes(lane) === true && draft.mayDecide;
    const mayTell = lane.row.rebuild.retellings.length > 0;
    if (mayTell) draft.leavesSome = true;
    // Only under what is in force by our own clock: stores look up by it what has to be loaded.
    const adopts = table.adoption !== null && draft.mayDecide && draft.agreementVersion === newestAgreement;
    draft.sweeps = adopts && lane.row.rebuild.running === null && owesSweep(lane.row.sweep, newestAgreement!);
    const maySweep = draft.sweeps && (pages || lane.row.sweep?.version !== newestAgreement);
    if (draft.taken.size > 0 || mayFire || inbox || mayTell || maySweep) drafts.push(draft);
  }
  // A lane that forgets takes its time: the others go on, and follow in the next batches.
  const asking = drafts.filter(asksToRebuild);
  const surplus = new Set(asking.slice(MOST_TO_REBUILD));
  if (surplus.size > 0) for (const draft of asking) draft.leavesSome = true;
  return drafts.filter((draft) => !surplus.has(draft));
}

const asksToRebuild = ({ records }: LaneDraft): boolean =>
  records.some(
    ({ record, events }) =>
      record.topic === replayRequested.topic && events.some(({ type }) => type === replayRequested.type),
  );

function refuseIntake(): never {
  throw new Error('this service does not read the intake');
}
