import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Whether a command can be run at all. */
export function isInstalled(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).error === undefined;
}

/** Starts a server that outlives this script; its output goes to the log file. */
export function startDetached({ command, args, cwd, env, uid, gid, logFile }) {
  const log = openSync(logFile, 'a');
  try {
    const child = spawn(command, args, { cwd, env, uid, gid, detached: true, stdio: ['ignore', log, log] });
    // Without a listener a missing binary would end the script with a stack; `pid` is undefined then.
    child.once('error', () => undefined);
    child.unref();
    return child.pid;
  } finally {
    closeSync(log);
  }
}

/**
 * What tells a process from a later one that was given the same id: its start time (and the boot, on Linux).
 * Undefined when there is no such process.
 */
export function processIdentity(pid) {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The command's name stands in brackets and may contain anything; what follows is fixed. Z is a process that ended.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (fields[0] === 'Z') return undefined;
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`;
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

export function recordProcess(runFolder, name, pid, ports) {
  mkdirSync(runFolder, { recursive: true });
  const record = { name, pid, identity: processIdentity(pid), ...ports };
  writeFileSync(join(runFolder, `${name}.json`), `${JSON.stringify(record, null, 2)}\n`);
  return record;
}

/** The server of this name that `up` started and that still runs, or undefined. */
export function runningProcess(runFolder, name) {
  let record;
  try {
    record = JSON.parse(readFileSync(join(runFolder, `${name}.json`), 'utf8'));
  } catch {
    return undefined;
  }
  const identity = processIdentity(record.pid);
  return identity !== undefined && identity === record.identity ? record : undefined;
}

/** Asks the process to end, and makes it when it has not after the time. Resolves when it is gone. */
export async function stopProcess(record, signal, timeoutMs) {
  const isThere = () => processIdentity(record.pid) === record.identity;
  const send = (what) => {
    try {
      process.kill(record.pid, what);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  };
  send(signal);
  const until = Date.now() + timeoutMs;
  while (isThere()) {
    if (Date.now() > until) send('SIGKILL');
    await wait(50);
  }
}

export function forgetProcess(runFolder, name) {
  rmSync(join(runFolder, `${name}.json`), { force: true });
}
