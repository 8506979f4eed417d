import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

const POSIX = process.platform !== 'win32';

function signalGroup(child, signal) {
  try {
    // The command leads a process group of its own, so its minus-pid means all that it has started.
    process.kill(POSIX ? -child.pid : child.pid, signal);
    return true;
  } catch {
    return false;
  }
}

async function isGroupGone(child, graceMs) {
  if (!POSIX) return true;
  for (const deadline = Date.now() + graceMs; Date.now() < deadline; await pause(50)) {
    if (!signalGroup(child, 0)) return true;
  }
  return false;
}

/**
 * Runs a command of Node's to its end and sees to it that nothing of it stays behind: not beyond its time, not when
 * this process is told to stop, and no child that it forgot.
 * @param {string[]} args arguments for Node
 * @param {{ cwd: string, env?: Record<string, string>, timeoutMs: number, graceMs?: number }} options `graceMs`: how long
 *   its children may outlive it
 * @returns {Promise<string | undefined>} what went wrong, in words; undefined if nothing did
 */
export async function runBounded(args, { cwd, env = {}, timeoutMs, graceMs = 5_000 }) {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: POSIX,
  });
  const stop = (signal) => {
    signalGroup(child, signal);
    process.exit(130);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    signalGroup(child, 'SIGKILL');
  }, timeoutMs);
  try {
    const [code, signal] = await once(child, 'exit');
    if (timedOut) return `not finished after ${timeoutMs / 1000} s`;
    if (!(await isGroupGone(child, graceMs))) {
      signalGroup(child, 'SIGKILL');
      return 'left processes behind';
    }
    return code === 0 ? undefined : `ended with ${signal ?? code}`;
  } finally {
    clearTimeout(timer);
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
