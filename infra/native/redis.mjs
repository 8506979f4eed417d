import { mkdirSync } from 'node:fs';
import { LOOPBACK } from './ports.mjs';
import { NativeProblem } from './problem.mjs';
import { isInstalled } from './processes.mjs';

/** The command for a Redis that keeps nothing on disk: it is an accelerator here, never the truth. */
export function prepareRedis({ folder, port }) {
  if (!isInstalled('redis-server', ['--version'])) {
    throw new NativeProblem('Redis is not installed: apt-get install redis-server (on Debian).');
  }
  mkdirSync(folder, { recursive: true });
  const settings = ['--save', '', '--appendonly', 'no', '--daemonize', 'no', '--dir', folder];
  return { command: 'redis-server', args: ['--port', String(port), '--bind', LOOPBACK, ...settings], cwd: folder };
}
