import Table from 'cli-table3';
import type { Ratio, StreamResult } from './stream-case.ts';

/** The rates of the contenders with what each does, the ratios, and where the processor time goes. */
export function streamTable({ options, measured, ratios, load }: StreamResult): string {
  const rates = new Table({
    head: [`HTTP → Kafka → scored, ${options.seconds} s`, 'events/s', 'rounds', 'events', 'does'],
    style: { head: [], border: [] },
    colWidths: [null, null, null, null, 60],
    wordWrap: true,
  });
  for (const { name, does, rounds, median } of measured) {
    const each = rounds.map(({ perSecond }) => whole(perSecond)).join(', ');
    rates.push([name, whole(median), each, whole(rounds.reduce((sum, { events }) => sum + events, 0)), does]);
  }
  return [
    rates.toString(),
    `ours is ${inWords(ratios.plain)} the plain design, ${inWords(ratios.floor)} the floor; embedded is ${inWords(ratios.embedded)} distributed`,
    cpuTable(measured),
    `Every event that was acknowledged was found once, with its own lead. Load average: ${load.map((one) => one.toFixed(1)).join(', ')}`,
  ].join('\n');
}

function cpuTable(measured: StreamResult['measured']): string {
  const table = new Table({
    head: ['processor time per 1,000 events, last round', 'ms', 'by process'],
    style: { head: [], border: [] },
    colWidths: [null, null, 90],
    wordWrap: true,
  });
  for (const { name, rounds } of measured) {
    const used = Object.entries(rounds.at(-1)!.cpuPerThousand).toSorted(([, a], [, b]) => b - a);
    const all = used.reduce((sum, [, seconds]) => sum + seconds, 0);
    table.push([name, whole(all * 1_000), used.map(([process, s]) => `${process} ${whole(s * 1_000)}`).join(', ')]);
  }
  return table.toString();
}

function inWords({ median, rounds }: Ratio): string {
  return `${median.toFixed(2)} × (${rounds.map((one) => one.toFixed(2)).join(', ')})`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
