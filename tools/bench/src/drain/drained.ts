import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { NativeProcess } from '@smarketing/testing';
import type { Use } from './process-use.ts';

/** One contender's way through the whole topic. */
export type Drained = {
  /** From the first sign of its reading (it says that it is ready, or something is committed) to the commit of the last record. */
  readonly seconds: number;
  readonly eventsPerSecond: number;
  /** By name of the process. */
  readonly use: Readonly<Record<string, Use>>;
};

const LOOK_EVERY_MS = 20;
/** So long may nothing be committed, which a start on a busy machine may take too. */
const PATIENCE_MS = 120_000;

export type Looks = {
  readonly events: number;
  readonly processes: readonly NativeProcess[];
  readonly isReady: () => boolean | Promise<boolean>;
  /** How many records of the topic are done with, durably. */
  readonly committed: () => Promise<number>;
};

/** Looks from outside, every 20 ms, until all is committed. Resolves with the seconds that took. */
export async function secondsUntilDrained({ events, processes, isReady, committed }: Looks): Promise<number> {
  let startedMs: number | null = null;
  let [done, lastStepMs] = [0, performance.now()];
  for (;;) {
    const nowMs = performance.now();
    if (startedMs === null && (done > 0 || (await isReady()))) startedMs = nowMs;
    const before = done;
    done = await committed();
    if (done > events) throw new Error(`${done} records are committed, but only ${events} were written`);
    if (done === events) return (performance.now() - (startedMs ?? nowMs)) / 1_000;
    if (done > before) lastStepMs = nowMs;
    const dead = processes.find((process) => !process.isAlive);
    if (dead !== undefined) throw new Error(`a process ended before all was read: ${dead.output}`);
    if (nowMs - lastStepMs > PATIENCE_MS) {
      throw new Error(
        `only ${done} of ${events} records were read: ${processes.map(({ output }) => output).join('\n')}`,
      );
    }
    await pause(LOOK_EVERY_MS);
  }
}
