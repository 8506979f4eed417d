import { readFile, readdir } from 'node:fs/promises';
import { treeSeconds } from '../rescore/cpu-seconds.ts';

/** Processor seconds since the watch began, and the most memory seen: shared pages are counted once. Null where there is no /proc. */
export type Use = { readonly cpuSeconds: number | null; readonly memoryMb: number | null };

const EVERY_MS = 2_000;

/** What processes use, each with its children, from now on. */
export class UseWatch {
  readonly #roots: Readonly<Record<string, number>>;
  readonly #before: Promise<Record<string, number | null>>;
  readonly #peaksKb: Record<string, number> = {};
  readonly #timer: NodeJS.Timeout;

  constructor(roots: Readonly<Record<string, number>>) {
    this.#roots = roots;
    this.#before = this.#seconds();
    this.#timer = setInterval(() => void this.#look(), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** To be asked while the processes still run. */
  async end(): Promise<Record<string, Use>> {
    this.stop();
    await this.#look();
    const [before, after] = [await this.#before, await this.#seconds()];
    return Object.fromEntries(
      Object.keys(this.#roots).map((name) => {
        const [from, to, peak] = [before[name], after[name], this.#peaksKb[name]];
        const cpuSeconds = from == null || to == null ? null : to - from;
        return [name, { cpuSeconds, memoryMb: peak === undefined ? null : peak / 1_024 }];
      }),
    );
  }

  async #seconds(): Promise<Record<string, number | null>> {
    const all = Object.entries(this.#roots).map(
      async ([name, pid]) => [name, await treeSeconds(pid).catch(() => null)] as const,
    );
    return Object.fromEntries(await Promise.all(all));
  }

  async #look(): Promise<void> {
    for (const [name, pid] of Object.entries(this.#roots)) {
      const kb = await treeMemoryKb(pid).catch(() => null);
      if (kb !== null) this.#peaksKb[name] = Math.max(kb, this.#peaksKb[name] ?? 0);
    }
  }
}

async function treeMemoryKb(root: number): Promise<number> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const ours = await Promise.all(ids.map(async (id) => Number(id) === root || (await parentOf(id)) === root));
  const sizes = await Promise.all(ids.filter((_, at) => ours[at]).map(proportionalKb));
  return sizes.reduce((sum, kb) => sum + kb, 0);
}

async function parentOf(id: string): Promise<number | null> {
  const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
  // The name in brackets may hold anything; what follows it does not.
  return stat === '' ? null : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

async function proportionalKb(id: string): Promise<number> {
  const rollup = await readFile(`/proc/${id}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
}
