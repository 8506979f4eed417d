import { parseArgs } from 'node:util';
import type { CaseOptions } from './bench-case.ts';

export const usage = (names: readonly string[]): string => `npm run bench [-- options]
  --only    some cases alone, with commas between: ${names.join(', ')}
  --quick   small and short: checks that results are equal; its figures mean little
  --json    print JSON in place of the tables
  --record  keep these results and ratios in docs/performance.json, in place of earlier ones of the same cases
  --check   fail where a ratio is more than 15 % worse than the one kept
  --leads   how many leads are scored again, with some 50 events each; 100,000 unless told`;

export type Options = Omit<CaseOptions, 'grounds'> & {
  readonly only: readonly string[];
  readonly json: boolean;
  readonly record: boolean;
  readonly check: boolean;
  readonly help: boolean;
};

/** Throws with one sentence where the arguments make no sense. */
export function readOptions(args: readonly string[], names: readonly string[]): Options {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ quick: flag, json: flag, record: flag, check: flag, help: flag },
      ...{ only: { type: 'string' }, leads: { type: 'string' } },
    },
  });
  const { only, leads, ...flags } = values;
  const wanted = only === undefined ? names : only.split(',').map((name) => name.trim());
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`There is no case "${unknown}": there are ${names.join(', ')}.`);
  if (leads !== undefined && !/^[1-9]\d*$/.test(leads)) throw new Error(`"${leads}" is no number of leads.`);
  if (flags.quick && (flags.record || flags.check)) {
    throw new Error('The figures of --quick mean little: they are neither recorded nor checked.');
  }
  if (flags.record && flags.check) throw new Error('Either --record or --check: a run is not held against itself.');
  return { ...flags, only: wanted, ...(leads === undefined ? {} : { leads: Number(leads) }) };
}
