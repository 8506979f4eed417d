import Table from 'cli-table3';
import type { LatencyResult } from './latency-case.ts';
import type { Latencies } from './latencies.ts';

export function latencyTable({ mostPerSecond, scored, routed, load }: LatencyResult): string {
  const table = new Table({
    head: ['from sending an event until', 'other events/s', 'p50 ms', 'p99 ms', 'max ms', 'looked at'],
    style: { head: [], border: [] },
  });
  const row = (what: string, perSecond: number, { p50Ms, p99Ms, maxMs, events }: Latencies) =>
    table.push([what, perSecond, p50Ms, p99Ms, maxMs, events]);
  row(`its score is committed, at half of ${Math.round(mostPerSecond)}/s`, scored.perSecond, scored.latency);
  row('the routed event is with a consumer of Kafka', routed.perSecond, routed.latency);
  return `${table.toString()}\nLoad average: ${load.map((one) => one.toFixed(1)).join(', then ')}`;
}
