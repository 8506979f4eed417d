import { readFile, readdir } from 'node:fs/promises';

/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** Megabytes of 10^6 bytes. */
export type Memory = {
  /** All pages that the process has in memory, those that it shares with others included. */
  readonly rssMb: number;
  /** Of a page that several share, each has its part. */
  readonly pssMb: number;
};

/** Rejects where there is no such process, or no /proc. */
export async function memoryOf(pid: number): Promise<Memory> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  const megabytes = (name: string): number => {
    const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(rollup)?.[1];
    if (kilobytes === undefined) throw new Error(`/proc/${pid}/smaps_rollup does not tell ${name}`);
    return (Number(kilobytes) * 1_024) / 1e6;
  };
  return { rssMb: megabytes('Rss'), pssMb: megabytes('Pss') };
}

/** Processor time that a process has used so far, in seconds; its children's is not in it. */
export async function processorSeconds(pid: number): Promise<number> {
  const [user, system] = statFields(await readFile(`/proc/${pid}/stat`, 'utf8'))
    .slice(11, 13)
    .map(Number);
  return (user! + system!) / TICKS_PER_SECOND;
}

export type Process = { readonly pid: number; readonly command: string };

/** Everything that a process has started and that still runs, itself included. */
export async function withDescendants(root: number): Promise<readonly Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = new Map<number, number>();
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    if (stat !== undefined) parents.set(pid, Number(statFields(stat)[1]));
  }
  const isBelow = (pid: number | undefined): boolean =>
    pid === root || (pid !== undefined && pid > 1 && isBelow(parents.get(pid)));
  const found = [...parents.keys()].filter(isBelow);
  return Promise.all(
    found.map(async (pid) => ({
      pid,
      command: (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ').trim(),
    })),
  );
}

/** The name in brackets may hold anything; what follows it does not. */
function statFields(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
