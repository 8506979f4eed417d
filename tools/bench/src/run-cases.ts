import type { BenchCase, CaseOptions, MeasuredRatio } from './bench-case.ts';
import type { KeptCase } from './kept/performance-file.ts';
import { loadNow, thisMachine } from './machine.ts';

export type RanCase = {
  readonly name: string;
  readonly entry: KeptCase;
  readonly table: string;
  readonly ratios: Readonly<Record<string, MeasuredRatio>>;
};

export type Ran = {
  readonly ran: readonly RanCase[];
  /** Cases that broke, and why. */
  readonly failed: readonly string[];
  /** Cases that lack a server which this machine cannot start, and which. */
  readonly missing: readonly string[];
};

/**
 * One case after the other, also after one has failed; where they are to be quick, those that stand on common grounds beside those that
 * have their own, since much of either is waiting for what starts.
 */
export async function runCases(
  cases: readonly BenchCase[],
  options: CaseOptions,
  report: (line: string) => void,
): Promise<Ran> {
  const ran: RanCase[] = [];
  const failed: string[] = [];
  const missing: string[] = [];
  const runOne = async (each: BenchCase): Promise<void> => {
    const { name, what } = each;
    report(`${name}: ${what} …`);
    const before = loadNow();
    const startedMs = performance.now();
    try {
      const { result, table, ratios } = await each.run(options);
      const load = [before, loadNow()] as const;
      const when = new Date().toISOString();
      const entry: KeptCase = { when, node: process.version, machine: thisMachine(), load, result };
      ran.push({ name, entry, table, ratios });
      report(`${name}: done (${((performance.now() - startedMs) / 1_000).toFixed(1)} s)`);
    } catch (error) {
      const cannotRun = error instanceof Error && error.name === 'NativeProblem';
      (cannotRun ? missing : failed).push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      report(`!!! ${name}: ${error instanceof Error && !cannotRun ? error.stack : String(error)}`);
    }
  };
  const placeOf = ({ name }: RanCase): number => cases.findIndex((each) => each.name === name);
  const inTurn = async (queue: readonly BenchCase[]): Promise<void> => {
    for (const each of queue) await runOne(each);
  };
  const queues = options.quick ? [true, false].map((is) => cases.filter(({ onGrounds }) => onGrounds === is)) : [cases];
  await Promise.all(queues.map(inTurn));
  return { ran: ran.toSorted((one, other) => placeOf(one) - placeOf(other)), failed, missing };
}
