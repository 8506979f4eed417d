import { setTimeout as pause } from 'node:timers/promises';

/** Repeats a check until it answers true; what it throws counts as not yet, and is told when time is up. */
export async function until(
  check: () => boolean | Promise<boolean>,
  { withinMs, what, everyMs = 50 }: { readonly withinMs: number; readonly what: string; readonly everyMs?: number },
): Promise<void> {
  const giveUpAtMs = performance.now() + withinMs;
  let last: unknown;
  for (;;) {
    try {
      if (await check()) return;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() > giveUpAtMs) {
      const because = last instanceof Error ? `: ${last.message}` : '';
      throw new Error(`waited ${withinMs / 1_000} s for ${what}${because}`);
    }
    await pause(everyMs);
  }
}

/** Resolves when no process has this id any more. */
export async function processGone(pid: number): Promise<void> {
  await until(() => !isAlive(pid), { withinMs: 60_000, what: `process ${pid} to end`, everyMs: 10 });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
