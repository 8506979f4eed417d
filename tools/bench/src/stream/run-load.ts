import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { LoadPlan, LoadResult, Progress } from './load-plan.ts';

/** How often the sender is told how far the scores have come. */
const EVERY_MS = 200;

/** Lets the sending process do its work, and tells it meanwhile how many events were scored. */
export async function runLoad(plan: LoadPlan, scored: () => Promise<number>): Promise<LoadResult> {
  const child = fork(join(import.meta.dirname, 'send-load.js'), { execArgv: [] });
  const done = new AbortController();
  const result = new Promise<LoadResult>((resolve, reject) => {
    child.once('message', (message) => resolve(message as LoadResult));
    child.on('error', reject);
    child.once('exit', (code) => reject(new Error(`the sender ended with ${code} before it was done`)));
    child.send(plan);
  });
  const telling = tellProgress(child, scored, done.signal);
  try {
    return await Promise.race([result, telling.then(() => result)]);
  } finally {
    done.abort();
    // Where nobody waits for its result any more, it would send on.
    child.kill();
    await telling.catch(() => undefined);
  }
}

async function tellProgress(child: ChildProcess, scored: () => Promise<number>, done: AbortSignal): Promise<void> {
  while (!done.aborted) {
    await pause(EVERY_MS);
    const progress: Progress = { scored: await scored() };
    // It may have said its last word, and ended, before we have heard it.
    if (child.connected && !done.aborted) child.send(progress, () => undefined);
  }
}
