import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { LoadPlan, LoadResult, Progress } from './load-plan.ts';

/** How often the sender is told how far the scores have come. */
const EVERY_MS = 200;

/** Lets the sending process do its work, and tells it meanwhile how many events were scored. */
export async function runLoad(plan: LoadPlan, scored: () => Promise<number>): Promise<LoadResult> {
  const child = fork(join(import.meta.dirname, 'send-load.js'), { execArgv: [] });
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void => {
    timer = setTimeout(async () => {
      const progress: Progress = { scored: await scored() };
      if (child.connected) child.send(progress);
      if (timer !== undefined) tell();
    }, EVERY_MS);
  };
  try {
    return await new Promise<LoadResult>((resolve, reject) => {
      child.once('message', (result) => resolve(result as LoadResult));
      child.once('exit', (code) => reject(new Error(`the sender ended with ${code} before it was done`)));
      child.send(plan);
      tell();
    });
  } finally {
    clearTimeout(timer);
    timer = undefined;
  }
}
