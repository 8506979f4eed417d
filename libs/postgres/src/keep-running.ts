import { setTimeout as delay } from 'node:timers/promises';
import { stopPostmaster } from './postmaster.ts';
import { isAlive } from './process-identity.ts';

const LOOK_MS = 1_000;

export type KeptServer = {
  /** Of the server that runs now. */
  readonly pid: number;
  /** Shuts it down for good; safe to call twice. */
  stop(): Promise<void>;
};

type Keeping = {
  readonly pid: number;
  /** Starts it again at the same place; resolves with the reason where it does not start. */
  readonly relaunch: () => Promise<{ readonly pid: number } | string>;
  readonly log: (message: string) => void;
};

/**
 * Starts a server again that ended by itself (killed by the system for want of memory, say), as often as it takes: nobody else
 * would, and whoever uses it waits meanwhile. What was committed is there again.
 */
export function keepRunning({ pid: first, relaunch, log }: Keeping): KeptServer {
  let pid = first;
  let over = false;
  let said = '';
  const stopped = new AbortController();
  const look = async (): Promise<void> => {
    while (!over) {
      await delay(LOOK_MS, undefined, { ref: false, signal: stopped.signal }).catch(() => undefined);
      if (over || (await isAlive(pid)) || over) continue;
      log('PostgreSQL has ended, though nobody told it to: starting it again.');
      const outcome = await relaunch();
      if (typeof outcome !== 'string') pid = outcome.pid;
      else if (outcome !== said) log(`PostgreSQL does not start again (${(said = outcome)}): trying on.`);
    }
  };
  const looking = look();
  let stopping: Promise<void> | undefined;
  return {
    get pid() {
      return pid;
    },
    stop() {
      over = true;
      stopped.abort();
      return (stopping ??= looking.then(() => stopPostmaster(pid)));
    },
  };
}
