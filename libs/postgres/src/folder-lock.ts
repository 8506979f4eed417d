import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startTimeOf } from './process-identity.ts';
import { StartupProblem } from './startup-problem.ts';

export type FolderLock = { release(): Promise<void> };

/**
 * One process per data folder. The file `lock` names its holder by id and start time, so that what a killed process left
 * behind is told from a holder that lives, also when its id was given to another process since.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, 'lock');
  const mine = JSON.stringify({ pid: process.pid, startTime: await startTimeOf(process.pid) });
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (await create(path, mine)) return { release: () => releaseIfMine(path, mine) };
    const found = await readFile(path, 'utf8').catch(() => null);
    if (found === null) continue;
    const holder = parse(found);
    if (holder !== null && (await startTimeOf(holder.pid)) === holder.startTime) {
      const who = holder.pid === process.pid ? 'this process already' : `another process (pid ${holder.pid})`;
      throw new StartupProblem(
        `The data folder ${folder} is in use by ${who}: stop that one first, or choose another folder with SMARKETING_DATA.`,
      );
    }
    await setAside(path, found);
  }
  throw new StartupProblem(
    `The data folder ${folder} could not be locked: other processes are starting over it, try again.`,
  );
}

/** The whole content appears at once: another starter never reads a half-written file. */
async function create(path: string, content: string): Promise<boolean> {
  const draft = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await writeFile(draft, content, { mode: 0o644 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Two starters may see the same dead lock; the slower must not remove what the faster has created meanwhile. */
async function setAside(path: string, dead: string): Promise<void> {
  const aside = `${path}.dead.${process.pid}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, 'utf8')) !== dead) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

async function releaseIfMine(path: string, mine: string): Promise<void> {
  const found = await readFile(path, 'utf8').catch(() => null);
  if (found === mine) await rm(path, { force: true });
}

function parse(text: string): { pid: number; startTime: string | null } | null {
  try {
    const { pid, startTime } = JSON.parse(text) as { pid?: unknown; startTime?: unknown };
    return Number.isInteger(pid) && typeof startTime === 'string' ? { pid: pid as number, startTime } : null;
  } catch {
    return null;
  }
}
