import { setTimeout as pause } from 'node:timers/promises';
import type { NativeProcess } from '@smarketing/testing';
import { UseWatch, type Use } from './process-use.ts';

/** One contender's way through the whole topic. */
export type Drained = {
  /** From the first sign of its reading (it says that it is ready, or something is committed) to the commit of the last record. */
  readonly seconds: number;
  readonly eventsPerSecond: number;
  /** By name of the process, in that time. */
  readonly use: Readonly<Record<string, Use>>;
};

export type Drain = {
  readonly events: number;
  readonly processes: readonly NativeProcess[];
  /** Ids of the processes whose use is told. */
  readonly uses: Readonly<Record<string, number>>;
  readonly isReady: () => boolean | Promise<boolean>;
  /** How many records of the topic are done with, durably. */
  readonly committed: () => Promise<number>;
};

const LOOK_EVERY_MS = 20;
/** So long may nothing be committed, which a start on a busy machine may take too. */
const PATIENCE_MS = 120_000;

/** Looks from outside, every 20 ms, until all is committed. */
export async function drain({ events, processes, uses, isReady, committed }: Drain): Promise<Drained> {
  let started: { readonly atMs: number; readonly watch: UseWatch } | null = null;
  let [done, lastStepMs] = [0, performance.now()];
  try {
    for (;;) {
      const before = done;
      done = await committed();
      const nowMs = performance.now();
      if (started === null && (done > 0 || (await isReady()))) started = { atMs: nowMs, watch: new UseWatch(uses) };
      if (done > events) throw new Error(`${done} records are committed, but only ${events} were written`);
      if (started !== null && done === events) {
        const seconds = (nowMs - started.atMs) / 1_000;
        return { seconds, eventsPerSecond: events / seconds, use: await started.watch.end() };
      }
      if (done > before) lastStepMs = nowMs;
      const dead = processes.find((process) => !process.isAlive);
      if (dead !== undefined) throw new Error(`a process ended before all was read: ${dead.output}`);
      if (nowMs - lastStepMs > PATIENCE_MS) {
        const said = processes.map(({ output }) => output).join('\n');
        throw new Error(`only ${done} of ${events} records were read: ${said}`);
      }
      await pause(LOOK_EVERY_MS);
    }
  } finally {
    started?.watch.stop();
  }
}
