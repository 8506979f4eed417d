import Table from 'cli-table3';
import { median } from '../measure.ts';
import { RIVAL, type DrainResult } from './drain-case.ts';

/** Rates, and what each process used for a thousand events. */
export function drainTable(result: DrainResult): string {
  const { events, leads, spread, measured, ratios, ratioRounds, compared, load } = result;
  const table = new Table({
    head: [
      `drain: ${whole(events)} events, ${whole(leads)} leads (${spread})`,
      'events/s',
      'rounds',
      'CPU ms per 1,000',
      'MB at most',
      'Smarketing is',
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
    const [ratio, of] = [ratios[name], ratioRounds[name]];
    const times = ratio === undefined || of === undefined ? '' : `${ratio.toFixed(2)} × (${rangeOf(of)})`;
    table.push([name, whole(median(rates)), spreadOf, cpu.join('\n'), memory.join('\n'), times]);
  }
  return [
    table.toString(),
    `smarketing: 60 rules with decay and caps, fit, grade and qualification; a ledger of every event; repeats are dropped. No HTTP is asked of it.`,
    `${RIVAL}: one decayed sum per lead, exactly once; no HTTP, no ledger, no explanation.`,
    `${whole(compared)} leads came to the same decayed sum with all, and the ledger holds every event once.`,
    `Load average of the machine: ${load.map((each) => each.toFixed(1)).join(', then ')}`,
  ].join('\n');
}

function rangeOf(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)}`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
