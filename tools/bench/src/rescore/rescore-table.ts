import Table from 'cli-table3';
import { whole } from '../say.ts';
import type { Latency } from './live-load.ts';
import type { RescoreResult } from './rescore-case.ts';

export function rescoreTable(result: RescoreResult): string {
  const { leads, events, livePerSecond, quiet, measured, floor, compared } = result;
  const table = new Table({
    head: [
      `${whole(leads)} leads, ${whole(events)} events`,
      'seconds',
      'CPU s node + pg',
      'live p50/p99/max ms',
      'load',
    ],
    style: { head: [], border: [] },
  });
  const latency = ({ p50Ms, p99Ms, maxMs }: Latency): string => `${p50Ms} / ${p99Ms} / ${maxMs}`;
  table.push([`nothing: ${livePerSecond} live events/s`, '', '', latency(quiet), '']);
  for (const { change, seconds, cpuSeconds: cpu, live, load } of measured) {
    const used = `${cpu.node.toFixed(1)} + ${cpu.postgres?.toFixed(1) ?? '?'}`;
    const loads = load.map((each) => each.toFixed(1)).join(' – ');
    table.push([change, seconds.toFixed(1), used, live.events === 0 ? '' : latency(live), loads]);
  }
  for (const [round, seconds] of floor.seconds.entries()) {
    const share = `${Math.round(floor.shares[round]! * 100)} % of all folded anew`;
    table.push(['the floor: reads and writes as much, decides nothing', seconds.toFixed(1), '', share, '']);
  }
  return `${table.toString()}\n${whole(compared)} leads were compared with folds of their own.`;
}
