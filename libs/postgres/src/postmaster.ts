import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { commandOf, isAlive } from './process-identity.ts';

/** What a running server says about itself in `postmaster.pid`. */
export type Postmaster = { readonly pid: number; readonly port: number; readonly isReady: boolean };

/** null without a (complete) file. The process need not live, nor be a server: see `runsOver`. */
export async function readPostmaster(pgdata: string): Promise<Postmaster | null> {
  const text = await readFile(join(pgdata, 'postmaster.pid'), 'utf8').catch(() => '');
  // Line by line: pid, data folder, start time, port, socket folder, address, shared memory key, status.
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!(pid > 0)) return null;
  return { pid, port, isReady: port > 0 && lines[7]?.trim() === 'ready' };
}

/** Whether this process is really a PostgreSQL server over this folder, and not a later one that got the same id. */
export async function runsOver(pid: number, pgdata: string): Promise<boolean> {
  if (!(await isAlive(pid))) return false;
  const command = (await commandOf(pid)) ?? '';
  const [program = ''] = command.split(/[\0 ]-D/);
  return program.endsWith('postgres') && command.includes(pgdata);
}

/** The fast shutdown: open transactions are rolled back, a checkpoint is written. Without patience left, the immediate one. */
export async function stopPostmaster(pid: number, patienceMs = 30_000): Promise<void> {
  signal(pid, 'SIGINT');
  const deadline = Date.now() + patienceMs;
  let isForced = false;
  while (await isAlive(pid)) {
    if (!isForced && Date.now() > deadline) {
      // Recovery repairs this at the next start.
      isForced = true;
      signal(pid, 'SIGQUIT');
    }
    await delay(10);
  }
}

function signal(pid: number, name: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has just ended by itself.
  }
}
