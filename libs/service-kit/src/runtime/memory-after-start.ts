const LOOK_EVERY_MS = 5_000;
/** Share of one core from which on a process is at work: what watches and polls takes less than half of it. */
const AT_WORK = 0.1;
const QUIET_LOOKS = 2;
/** Whoever has been at work for so long has code that is worth more. */
const MOST_LOOKS = 6;

/**
 * V8 keeps the room that starting took, 40 MB of it, though a service that waits may never need it again. So once, when the process has
 * nothing to do in its first half minute, everything is collected and what is free goes back to the system. Not later: with the garbage goes
 * code that has been compiled, and the next events cost a quarter more.
 */
export class MemoryAfterStart {
  #quiet = 0;
  #looks = 0;

  /** `share`: of one core, that the process has taken since the last look. */
  look(share: number): 'wait' | 'now' | 'never' {
    this.#looks++;
    this.#quiet = share < AT_WORK ? this.#quiet + 1 : 0;
    if (this.#quiet >= QUIET_LOOKS) return 'now';
    return this.#looks < MOST_LOOKS ? 'wait' : 'never';
  }
}

/** Does nothing where Node was started without `--expose-gc`. */
export function giveBackMemoryAfterStart(): void {
  const { gc } = globalThis;
  if (gc === undefined) return;
  const memory = new MemoryAfterStart();
  let used = process.cpuUsage();
  let lookedMs = performance.now();
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(used);
    const share = (user + system) / 1_000 / (performance.now() - lookedMs);
    used = process.cpuUsage();
    lookedMs = performance.now();
    const when = memory.look(share);
    if (when === 'wait') return;
    clearInterval(timer);
    if (when === 'now') gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  }, LOOK_EVERY_MS).unref();
}
