import Table from 'cli-table3';
import { whole } from '../say.ts';
import type { PreviewResult } from './preview-case.ts';

export function previewTable({ leads, events, days, measured }: PreviewResult): string {
  const table = new Table({
    head: [
      `preview: ${whole(leads)} leads, ${whole(events)} events, ${days} days`,
      's',
      'others waited ms',
      'more MB',
      'qualified',
    ],
    style: { head: [], border: [] },
  });
  for (const { proposal, rounds, delayMs, memoryMb, qualified } of measured) {
    const waited = `${whole(delayMs.max)} at most, ${whole(delayMs.p99)} in 99 %`;
    const seconds = rounds.map((each) => each.toFixed(1)).join(', ');
    table.push([proposal, seconds, waited, whole(memoryMb), `${qualified.now} → ${qualified.then}`]);
  }
  return table.toString();
}
