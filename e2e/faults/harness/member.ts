import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { System } from './system.ts';

const root = resolve(import.meta.dirname, '../../..');
const READY_MS = 60_000;

/** One more process of a service beside those of the installation, over the same servers; the distributed mode's alone. */
export class Member {
  private readonly child: ChildProcess;
  private said = '';

  private constructor(child: ChildProcess) {
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream!.setEncoding('utf8').on('data', (text: string) => {
        this.said = (this.said + text).slice(-200_000);
      });
    }
  }

  /** Resolves when it has joined its group. */
  static async start(system: System, service: string, env: Readonly<Record<string, string>> = {}): Promise<Member> {
    const { writeKey, apiKey } = system.target;
    const child = spawn(process.execPath, [resolve(root, 'services', service, 'dist', 'main.js')], {
      cwd: root,
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        NODE_ENV: 'production',
        LOG_LEVEL: 'info',
        PORT: '0',
        SMARKETING_DATA: system.dataDir,
        SMARKETING_WRITE_KEY: writeKey,
        SMARKETING_API_KEY: apiKey,
        ...system.servers.direct,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const member = new Member(child);
    const giveUpAtMs = performance.now() + READY_MS;
    while (!member.said.includes('"msg":"ready"')) {
      if (child.exitCode !== null || performance.now() > giveUpAtMs) {
        child.kill('SIGKILL');
        throw new Error(`another ${service} did not start: ${member.said.slice(-1_000)}`);
      }
      await new Promise((wake) => setTimeout(wake, 50));
    }
    return member;
  }

  /** What it has written so far. */
  log(): string {
    return this.said;
  }

  /** SIGTERM to leave as one should, SIGKILL to vanish; resolves when it is gone. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    await gone;
  }
}
