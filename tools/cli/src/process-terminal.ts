import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { Presets, SingleBar } from 'cli-progress';
import { EXIT } from './exit.ts';
import type { Progress, Terminal } from './terminal.ts';

/** The terminal of this very process. */
export function processTerminal(): Terminal {
  const interruption = new AbortController();
  process.once('SIGINT', () => interruption.abort());
  // Whoever reads the data may have seen enough: `smarketing tail | head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed);
  });
  return {
    env: process.env,
    cwd: process.cwd(),
    now: Date.now,
    wait: (ms) => delay(ms, undefined, { signal: interruption.signal }),
    out: (lines) => process.stdout.write(`${lines}\n`),
    err: (lines) => process.stderr.write(`${lines}\n`),
    progress: (label, total) => (process.stderr.isTTY ? bar(label, total) : SILENT),
    readStdin: () => text(process.stdin),
    interrupted: interruption.signal,
  };
}

const SILENT: Progress = { advance: () => undefined, end: () => undefined };

function bar(label: string, total: number): Progress {
  const shown = new SingleBar(
    { stream: process.stderr, format: `${label} {bar} {value}/{total} {percentage} %`, hideCursor: true },
    Presets.shades_classic,
  );
  shown.start(total, 0);
  return { advance: (by) => shown.increment(by), end: () => shown.stop() };
}
