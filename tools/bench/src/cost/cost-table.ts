import Table from 'cli-table3';
import { median } from '../measure.ts';
import { sayLoad, spread, whole } from '../say.ts';
import type { CostResult } from './cost-case.ts';

export function costTable(result: CostResult): string {
  const { fresh, activeLeads, measured, compared, load } = result;
  const table = new Table({
    head: [
      `cost: ${whole(fresh)} events by ${whole(activeLeads)} leads`,
      'CPU µs an event, node + pg',
      'rounds',
      'events/s',
    ],
    style: { head: [], border: [] },
  });
  const micros = (seconds: readonly number[]): string => whole((median(seconds) * 1e6) / fresh);
  for (const { leads, storedEvents, rounds } of measured) {
    const postgres = rounds.flatMap(({ cpu }) => cpu.postgres ?? []);
    const used = rounds.flatMap(({ cpuMicrosPerEvent }) => cpuMicrosPerEvent ?? []);
    table.push([
      `${whole(storedEvents)} stored, of ${whole(leads)} leads`,
      `${micros(rounds.map(({ cpu }) => cpu.node))} + ${postgres.length === 0 ? '?' : micros(postgres)}`,
      used.length === 0 ? '?' : spread(used, whole),
      whole(median(rounds.map(({ seconds }) => fresh / seconds))),
    ]);
  }
  const twoDigits = (value: number): string => value.toFixed(2);
  const { cpuRatio, cpuRatioRounds, clockRatio, clockRatioRounds } = result;
  const cpu = cpuRatio === null ? 'unknown here' : `${twoDigits(cpuRatio)} × (${spread(cpuRatioRounds, twoDigits)})`;
  const clock = `${twoDigits(clockRatio)} × (${spread(clockRatioRounds, twoDigits)})`;
  return [
    table.toString(),
    `With much stored an event costs ${cpu} the processor time, ${clock} the time by the clock.`,
    `The events of ${whole(compared)} leads were counted, by ingestion and by scoring. ${sayLoad(load)}`,
  ].join('\n');
}
