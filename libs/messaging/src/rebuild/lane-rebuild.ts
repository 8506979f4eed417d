import type { Rebuildable, ServiceName } from '@smarketing/contracts';

/** What a lane's state is built again from: one replay, as far as it has come here. */
export type Rebuild = {
  readonly id: string;
  /** Epoch ms, by the lane's clock. */
  readonly startedAtMs: number;
  /** How many retold events were taken so far. */
  readonly taken: number;
};

/** A rebuild that others wait for: what this lane holds for true, told again page by page. */
export type Retelling = {
  readonly id: string;
  readonly for: Rebuildable;
  /** Where the next page begins; null at the beginning. Opaque but to who reads the pages. */
  readonly after: string | null;
  /** How many events were told so far. */
  readonly told: number;
};

/** What a lane knows of replays. It is part of its row: it moves only with the lane's own transactions. */
export type LaneRebuild = {
  /** `waitingFor`: who has not yet told all. */
  readonly running: (Rebuild & { readonly waitingFor: readonly ServiceName[] }) | null;
  /** The last one that came to its end. */
  readonly finished: (Rebuild & { readonly finishedAtMs: number }) | null;
  /** At most one for each service that rebuilds, oldest first. */
  readonly retellings: readonly Retelling[];
};

export type LaneReplays = LaneRebuild & { readonly lane: number };

export const noRebuild: LaneRebuild = { running: null, finished: null, retellings: [] };

/** The lane forgets, and waits for these; null where it has begun or done this replay, or a later one, already. */
export function begin(
  lane: LaneRebuild,
  id: string,
  waitingFor: readonly ServiceName[],
  nowMs: number,
): LaneRebuild | null {
  const known = [lane.running?.id, lane.finished?.id].filter((each) => each !== undefined);
  if (known.some((each) => each >= id)) return null;
  return { ...lane, running: { id, startedAtMs: nowMs, taken: 0, waitingFor } };
}

export function take(lane: LaneRebuild): LaneRebuild {
  return lane.running ? { ...lane, running: { ...lane.running, taken: lane.running.taken + 1 } } : lane;
}

/** One of those it waits for has told all. What belongs to a replay that another one has overtaken counts for nothing. */
export function heardAll(lane: LaneRebuild, id: string, from: string, nowMs: number): LaneRebuild {
  const { running } = lane;
  if (running?.id !== id) return lane;
  const waitingFor = running.waitingFor.filter((teller) => teller !== from);
  if (waitingFor.length > 0) return { ...lane, running: { ...running, waitingFor } };
  const { startedAtMs, taken } = running;
  return { ...lane, running: null, finished: { id, startedAtMs, taken, finishedAtMs: nowMs } };
}

/** Somebody asks to be told again; a later wish of the same service takes the place of an earlier one. */
export function askedToTell(lane: LaneRebuild, id: string, by: Rebuildable): LaneRebuild {
  const others = lane.retellings.filter((retelling) => retelling.for !== by);
  return { ...lane, retellings: [...others, { id, for: by, after: null, told: 0 }] };
}

/** A page was told; `after` is null where it was the last one. */
export function toldPage(lane: LaneRebuild, of: Retelling, events: number, after: string | null): LaneRebuild {
  return {
    ...lane,
    retellings: lane.retellings.flatMap((retelling) => {
      if (retelling !== of) return [retelling];
      return after === null ? [] : [{ ...retelling, after, told: retelling.told + events }];
    }),
  };
}
