import Table from 'cli-table3';
import { median } from '../measure.ts';
import type { DrainResult } from './drain-case.ts';

/** Rates, and what each process used for a thousand events. */
export function drainTable({ events, leads, spread, measured, load }: DrainResult): string {
  const table = new Table({
    head: [
      `drain: ${whole(events)} events, ${whole(leads)} leads (${spread})`,
      'events/s',
      'rounds',
      'CPU ms per 1,000',
      'MB',
    ],
    style: { head: [], border: [] },
  });
  for (const [name, rounds] of Object.entries(measured)) {
    const rates = rounds.map(({ eventsPerSecond }) => eventsPerSecond);
    const processes = Object.keys(rounds[0]?.use ?? {});
    const cpu = processes.map((process) => {
      const seconds = rounds.map(({ use }) => use[process]?.cpuSeconds ?? NaN);
      return `${process} ${((median(seconds) * 1e6) / events).toFixed(1)}`;
    });
    const memory = processes.map(
      (process) => `${process} ${whole(Math.max(...rounds.map(({ use }) => use[process]?.memoryMb ?? NaN)))}`,
    );
    const spreadOf = `${whole(Math.min(...rates))}–${whole(Math.max(...rates))}`;
    table.push([name, whole(median(rates)), spreadOf, cpu.join(', '), memory.join(', ')]);
  }
  return `${table.toString()}\nLoad average of the machine: ${load.map((each) => each.toFixed(1)).join(', then ')}`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
