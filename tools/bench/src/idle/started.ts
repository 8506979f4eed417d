import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const root = resolve(import.meta.dirname, '../../../..');
const PATIENCE_MS = 180_000;

type Ready = {
  readonly url: string;
  readonly apiKey: string;
  readonly processes?: readonly { readonly service: string; readonly pid: number }[];
};

export type Started = Ready & {
  /** Of what was run. */
  readonly pid: number;
  /** From the call to its word that it is ready. */
  readonly readySeconds: number;
  /** Ends it through the process that is told, and waits until what was run has ended. */
  stop(pid: number): Promise<void>;
};

/** Runs a command of an installation, with `--json`, until it says that it is ready. */
export async function started(command: string, args: readonly string[], env: Record<string, string>): Promise<Started> {
  const begunMs = performance.now();
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: undefined, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4_000)));
  const ended = once(child, 'exit');
  const line = await new Promise<string>((found, failed) => {
    let output = '';
    const timer = setTimeout(() => {
      child.kill('SIGTERM');
      failed(new Error(`${command} was not ready after ${PATIENCE_MS / 1_000} s: ${said}`));
    }, PATIENCE_MS);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const ready = /^\{.*\}$/m.exec(output);
      if (ready === null) return;
      clearTimeout(timer);
      found(ready[0]);
    });
    ended.then(
      () => {
        clearTimeout(timer);
        failed(new Error(`${command} has ended: ${said}`));
      },
      (error: unknown) => {
        clearTimeout(timer);
        failed(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
  const readySeconds = (performance.now() - begunMs) / 1_000;
  return {
    ...(JSON.parse(line) as Ready),
    ...{ pid: child.pid!, readySeconds },
    async stop(pid) {
      process.kill(pid, 'SIGTERM');
      await ended;
    },
  };
}

/** Waits until nothing is under way in it. */
export async function untilIdle({ url, apiKey }: Started): Promise<void> {
  const givenUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const response = await fetch(new URL('/api/flow', url), { headers: { authorization: `Bearer ${apiKey}` } });
    const { idle } = (await response.json()) as { idle?: boolean };
    if (idle === true) return;
    if (performance.now() > givenUpAt) throw new Error('the installation did not come to rest');
    await pause(200);
  }
}
