import Table from 'cli-table3';
import type { LatencyResult, LatencyUnderLoad } from './latency-case.ts';

export function latencyTable({ mostPerSecond, scored, routed, load }: LatencyResult): string {
  const table = new Table({
    head: [
      'from sending an event until',
      'other events/s',
      'p50 ms',
      'p99 ms',
      'max ms',
      'rounds: p50, p99',
      'looked at',
    ],
    style: { head: [], border: [] },
  });
  const row = (what: string, { perSecond, latency, rounds }: LatencyUnderLoad) => {
    const each = rounds.map(({ p50Ms, p99Ms }) => `${p50Ms}, ${p99Ms}`).join('; ');
    table.push([what, perSecond, latency.p50Ms, latency.p99Ms, latency.maxMs, each, latency.events]);
  };
  row(`its score is committed, at half of ${Math.round(mostPerSecond)}/s`, scored);
  row('the routed event is with a consumer of Kafka', routed);
  return `${table.toString()}\nLoad average: ${load.map((one) => one.toFixed(1)).join(', then ')}`;
}
