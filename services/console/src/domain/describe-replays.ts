import { rebuildable, type Rebuildable, type ServiceName } from '@smarketing/contracts';
import { LANES, type LaneReplays } from '@smarketing/messaging';
import type { ServiceProgress } from '@smarketing/service-kit';

/** The newest replay of a service. Instants are ISO 8601. */
export type Replay = {
  readonly for: Rebuildable;
  /** A uuid v7: of two replays the younger has the higher one. */
  readonly id: string;
  readonly state: 'running' | 'done';
  readonly lanes: { readonly done: number; readonly total: number };
  /** How many retold events were taken so far. */
  readonly events: number;
  /** Who has not yet told all that it has to tell. */
  readonly waitingFor: readonly ServiceName[];
  readonly startedAt: string;
  readonly finishedAt: string | null;
};

/** What the lanes of all processes say of replays; a service that none was asked for is left out. */
export function describeReplays(running: readonly Pick<ServiceProgress, 'service' | 'replays'>[]): readonly Replay[] {
  return rebuildable.flatMap((service): Replay[] => {
    const lanes = running.filter((member) => member.service === service).flatMap(({ replays }) => replays);
    const id = lanes.map(newestOf).reduce((a, b) => (a > b ? a : b), '');
    if (id === '') return [];
    const taking = lanes.flatMap((lane) => (lane.running?.id === id ? [lane.running] : []));
    const done = lanes.flatMap((lane) => (lane.finished?.id === id ? [lane.finished] : []));
    const all = [...taking, ...done];
    const isDone = done.length === LANES;
    return [
      {
        for: service,
        id,
        state: isDone ? 'done' : 'running',
        lanes: { done: done.length, total: LANES },
        events: all.reduce((sum, { taken }) => sum + taken, 0),
        waitingFor: [...new Set(taking.flatMap(({ waitingFor }) => waitingFor))].toSorted(),
        startedAt: isoOf(Math.min(...all.map(({ startedAtMs }) => startedAtMs))),
        finishedAt: isDone ? isoOf(Math.max(...done.map(({ finishedAtMs }) => finishedAtMs))) : null,
      },
    ];
  });
}

/** A lane runs a replay only if it is younger than the one that it has done. */
const newestOf = ({ running, finished }: LaneReplays): string => running?.id ?? finished?.id ?? '';

const isoOf = (ms: number): string => new Date(ms).toISOString();
