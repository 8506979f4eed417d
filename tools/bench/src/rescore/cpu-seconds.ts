import { readFile, readdir } from 'node:fs/promises';

/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

export type CpuSeconds = { readonly node: number; readonly postgres: number | null };

/** Processor time used so far by this process, and by a server and its children (those that ended too); null where there is no /proc. */
export async function cpuSeconds(postmaster: number): Promise<CpuSeconds> {
  const { user, system } = process.cpuUsage();
  return { node: (user + system) / 1e6, postgres: await treeSeconds(postmaster).catch(() => null) };
}

/** Processor time used so far by a process and its children, those that ended included. Rejects where there is no /proc. */
export async function treeSeconds(root: number): Promise<number> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(ids.map((id) => readFile(`/proc/${id}/stat`, 'utf8').catch(() => '')));
  let ticks = 0;
  for (const stat of stats) {
    const [id] = stat.split(' ', 1);
    // The name in brackets may hold anything; what follows it does not.
    const rest = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [parent, own, ownSystem, ended, endedSystem] = [1, 11, 12, 13, 14].map((at) => Number(rest[at]));
    if (Number(id) === root) ticks += own! + ownSystem! + ended! + endedSystem!;
    else if (parent === root) ticks += own! + ownSystem!;
  }
  return ticks / TICKS_PER_SECOND;
}
