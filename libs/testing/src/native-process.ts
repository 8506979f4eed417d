import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ServerCommand } from '../../../infra/native/kafka.mjs';

const KEPT_OUTPUT = 4_000;

/**
 * A server for one test run, in a temporary folder. A watcher ends the server and removes the folder when this process is
 * gone, however it went: its standard input closes then.
 */
export class NativeProcess {
  readonly #child: ChildProcess;
  readonly #watcher: ChildProcess;
  #output = '';

  constructor({ command, args, cwd }: ServerCommand, folder: string) {
    this.#child = spawn(command, [...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.once('error', () => undefined);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output = (this.#output + chunk.toString()).slice(-KEPT_OUTPUT);
      });
    }
    const watch = 'cat > /dev/null; kill -9 "$1" 2> /dev/null; sleep 0.2; rm -rf "$2"';
    // A group of its own, so that Ctrl-C in the terminal does not end the watcher before its work.
    this.#watcher = spawn('sh', ['-c', watch, 'watcher', String(this.#child.pid), folder], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    this.#watcher.once('error', () => undefined);
  }

  /** Undefined where it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isAlive(): boolean {
    return this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The last of what the server printed. */
  get output(): string {
    return this.#output;
  }

  /** Resolves when it has ended, by itself or because it was asked to. */
  async ended(): Promise<void> {
    if (this.isAlive) await once(this.#child, 'exit');
  }

  /** Asks it to end, as a service manager would. */
  terminate(): void {
    this.#child.kill('SIGTERM');
  }

  async kill(): Promise<void> {
    // The watcher first: without its shell nobody removes the folder, which the next start may still need.
    await end(this.#watcher);
    this.#watcher.stdin?.destroy();
    await end(this.#child);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
