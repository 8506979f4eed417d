import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether a process with this id runs. A zombie does not: in a container nobody may ever reap it. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const stat = await procStat(pid);
  return stat === null || !['Z', 'X'].includes(stat[0] ?? '');
}

/**
 * Tells a process from a later one with the same id (in containers ids repeat with every start); null if there is none.
 * The start time in clock ticks since boot where /proc exists, else as `ps` prints it.
 */
export async function startTimeOf(pid: number): Promise<string | null> {
  if (!(await isAlive(pid))) return null;
  const stat = await procStat(pid);
  return stat?.[19] ?? (await ps(pid, 'lstart='));
}

/** The command line, words separated by single spaces or, where /proc exists, by NUL; null if there is no such process. */
export async function commandOf(pid: number): Promise<string | null> {
  return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ps(pid, 'command='));
}

/** The fields of /proc/<pid>/stat from the third (state) on: the second, the name, may hold blanks and brackets. */
async function procStat(pid: number): Promise<string[] | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return text === null ? null : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

async function ps(pid: number, column: string): Promise<string | null> {
  return run('ps', ['-o', column, '-p', String(pid)]).then(
    ({ stdout }) => stdout.trim() || null,
    () => null,
  );
}
