import { readFile, readdir } from 'node:fs/promises';

/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** Seconds of processor time by name of process, each with those of its ended children; empty where there is no /proc. */
export type CpuByProcess = Readonly<Record<string, number>>;

type Process = { readonly id: number; readonly parent: number; readonly name: string; readonly ticks: number };

/** What this process and all below it have used so far. `names`: of processes, where the program's own name says too little. */
export async function cpuByProcess(names: ReadonlyMap<number, string>): Promise<CpuByProcess> {
  const all = await processes().catch(() => []);
  const byId = new Map(all.map((one) => [one.id, one]));
  const seconds: Record<string, number> = {};
  for (const one of all) {
    if (!isBelow(process.pid, one, byId)) continue;
    const name = names.get(one.id) ?? nameOf(one, byId);
    seconds[name] = (seconds[name] ?? 0) + one.ticks / TICKS_PER_SECOND;
  }
  return seconds;
}

/** What was used between two looks; a process that is new since counts whole. */
export function usedBetween(before: CpuByProcess, after: CpuByProcess): CpuByProcess {
  const used = Object.entries(after).map(([name, seconds]) => [name, seconds - (before[name] ?? 0)] as const);
  return Object.fromEntries(used.filter(([, seconds]) => seconds >= 1 / TICKS_PER_SECOND));
}

async function processes(): Promise<Process[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(ids.map((id) => readFile(`/proc/${id}/stat`, 'utf8').catch(() => null)));
  return stats.flatMap((stat, i) => (stat === null ? [] : [processOf(Number(ids[i]), stat)]));
}

function processOf(id: number, stat: string): Process {
  const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
  // The name in brackets may hold anything; what follows it does not.
  const rest = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [parent, ...ticks] = [1, 11, 12, 13, 14].map((at) => Number(rest[at])) as [number, ...number[]];
  return { id, parent, name, ticks: ticks.reduce((sum, each) => sum + each, 0) };
}

function isBelow(root: number, process: Process, byId: ReadonlyMap<number, Process>): boolean {
  for (let one: Process | undefined = process; one !== undefined; one = byId.get(one.parent)) {
    if (one.id === root) return true;
  }
  return false;
}

function nameOf(one: Process, byId: ReadonlyMap<number, Process>): string {
  if (one.id === process.pid) return 'bench';
  if (one.name === 'java') return 'kafka';
  if (one.name === 'postgres' || byId.get(one.parent)?.name === 'postgres') return 'postgres';
  return one.name;
}
