import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Machine } from '../machine.ts';

/** One case as it was measured. */
export type KeptCase = {
  /** ISO instant at which it ended. */
  readonly when: string;
  readonly node: string;
  readonly machine: Machine;
  /** Load average over a minute, before the case and after it. */
  readonly load: readonly [number, number];
  readonly result: object;
};

/** What docs/performance.json holds: of each case the last full run. */
export type Kept = {
  readonly ratios: Readonly<Record<string, number>>;
  readonly cases: Readonly<Record<string, KeptCase>>;
};

export function readKept(file: string): Kept {
  if (!existsSync(file)) return { ratios: {}, cases: {} };
  const { ratios = {}, cases = {} } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Kept>;
  return { ratios, cases };
}

/** Other cases stay as they are. A ratio that the case could not measure this time is kept no more: its result is gone, too. */
export function mergeKept(
  kept: Kept,
  name: string,
  measured: { readonly entry: KeptCase; readonly ratios: Readonly<Record<string, number | null>> },
): Kept {
  const ratios: Record<string, number> = { ...kept.ratios };
  for (const [ratio, value] of Object.entries(measured.ratios)) {
    if (value === null) delete ratios[ratio];
    else ratios[ratio] = Number(value.toPrecision(4));
  }
  return { ratios, cases: { ...kept.cases, [name]: measured.entry } };
}

export function writeKept(file: string, { ratios, cases }: Kept): void {
  const sorted = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify({ ratios: sorted(ratios), cases: sorted(cases) }, null, 2)}\n`);
}
