import Table from 'cli-table3';
import type { MeasuredRatio } from '../bench-case.ts';
import type { Comparison } from './compare-ratios.ts';

/** The ratios of this run, beside what is aimed at and what is kept. */
export function ratiosTable(
  measured: Readonly<Record<string, MeasuredRatio>>,
  compared: readonly Comparison[],
): string {
  const table = new Table({ head: ['ratio', 'is', 'aim', 'kept', 'of what'], style: { head: [], border: [] } });
  for (const { name, now, kept, regressed } of compared) {
    const { of, better, aim } = measured[name]!;
    table.push([
      name,
      now === null ? 'not measured' : `${say(now)}${regressed ? ' worse' : ''}`,
      aim === undefined ? '' : `${better === 'higher' ? '≥' : '≤'} ${say(aim)}`,
      kept === null ? '' : say(kept),
      of,
    ]);
  }
  return table.toString();
}

export function say(ratio: number): string {
  return ratio >= 10 ? ratio.toFixed(1) : ratio.toFixed(2);
}
