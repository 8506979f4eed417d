import { median } from '../measure.ts';

export type Latencies = {
  readonly events: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
};

export function latenciesOf(ms: readonly number[]): Latencies {
  const sorted = ms.toSorted((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  return { events: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}

/** Of several rounds, each figure by itself; all that was looked at. */
export function medianOf(rounds: readonly Latencies[]): Latencies {
  const middle = (figure: (round: Latencies) => number): number => median(rounds.map(figure));
  return {
    events: rounds.reduce((sum, { events }) => sum + events, 0),
    p50Ms: middle(({ p50Ms }) => p50Ms),
    p99Ms: middle(({ p99Ms }) => p99Ms),
    maxMs: middle(({ maxMs }) => maxMs),
  };
}
