import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { removeEmbeddedPostgres } from '@smarketing/postgres';
import { freePorts } from '../../infra/native/ports.mjs';
import { Api } from '../api.ts';

export const checkout = resolve(import.meta.dirname, '../..');

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** A command that only sets a variable, which holds for the commands after it. */
const SETS = /^(?:export )?\w+=(?:\S+|\$\(.*\))$/;

/** What a test run sets, and a reader's terminal does not know. */
const OURS =
  /^(?:npm_|JEST_|NODE_OPTIONS$|NODE_ENV$|CI$|INIT_CWD$|SMARKETING_|LOG_LEVEL$|PORT$|KAFKA_|DATABASE_URL$|REDIS_URL$)/;

/**
 * Somebody who follows a document in a checkout: runs its commands by a shell as they stand there, but on ports and in folders of
 * this test.
 */
export class Reader {
  readonly folder: string;
  readonly port: number;
  readonly env: Record<string, string | undefined>;
  private readonly substitutes: readonly (readonly [said: string, meant: string])[];
  private settings = '';
  private running: { readonly child: ChildProcess; readonly ended: Promise<Ended> } | null = null;

  private constructor(folder: string, port: number, more: Readonly<Record<string, string>>) {
    this.folder = folder;
    this.port = port;
    this.env = {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name))),
      PATH: [dirname(process.execPath), process.env['PATH'], curlIn(folder)].join(delimiter),
      PORT: String(port),
      SMARKETING_URL: this.url,
      SMARKETING_DATA: this.data('.smarketing'),
      ...more,
    };
    this.substitutes = [
      ['http://127.0.0.1:4000', this.url],
      ['../shared/data/', `${folder}/`],
      ['.smarketing-live', this.data('.smarketing-live')],
      ['./.smarketing/', `${this.data('.smarketing')}/`],
    ];
  }

  static async sitDown(env: Readonly<Record<string, string>> = {}): Promise<Reader> {
    const folder = mkdtempSync(join(tmpdir(), 'smarketing-reader-'));
    // As root, PostgreSQL runs as another user, who must pass through.
    chmodSync(folder, 0o755);
    const [port] = (await freePorts(1)) as [number];
    return new Reader(folder, port, env);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The data folder that the documents call by this name. */
  data(name: '.smarketing' | '.smarketing-live'): string {
    return join(this.folder, name);
  }

  /** The running installation, by the keys in its data folder. */
  api(name: '.smarketing' | '.smarketing-live' = '.smarketing'): Api {
    const text = readFileSync(join(this.data(name), 'credentials.json'), 'utf8');
    const { apiKey, writeKey } = JSON.parse(text) as { apiKey: string; writeKey: string };
    return new Api(this.url, apiKey, writeKey);
  }

  /** Runs a command to its end, and throws with all that it said unless it ends well. Returns what it wrote to stdout. */
  async run(command: string): Promise<string> {
    return (await this.runs(command)).stdout;
  }

  /** As `run`, with stderr. */
  async runs(command: string): Promise<Ended> {
    const ended = await this.spawn(command).ended;
    if (ended.code !== 0) throw new Error(`${command}\nended with ${ended.code}:\n${ended.stdout}${ended.stderr}`);
    if (SETS.test(command)) this.settings += `${this.meant(command)}\n`;
    return ended;
  }

  /** Runs a command that stays, in a terminal of its own, until `sign` stands in its output; returns that output. */
  async leaveRunning(command: string, sign: string): Promise<string> {
    await this.interrupt();
    const running = this.spawn(command);
    this.running = running;
    return new Promise((said, failed) => {
      let stdout = '';
      running.child.stdout!.on('data', (text: string) => {
        stdout += text;
        if (stdout.includes(sign)) said(stdout);
      });
      running.ended.then(
        ({ code, stderr }) => failed(new Error(`${command}\nended with ${code}:\n${stdout}${stderr}`)),
        failed,
      );
    });
  }

  /** Ctrl-C in the terminal of what was left running, and waits until all of it has ended. */
  async interrupt(): Promise<void> {
    const { running } = this;
    this.running = null;
    if (running === null) return;
    signal(running.child, 'SIGINT');
    await running.ended;
  }

  async leave(): Promise<void> {
    await this.interrupt();
    for (const name of ['.smarketing', '.smarketing-live'] as const) {
      const database = join(this.data(name), 'postgres');
      if (existsSync(database)) await removeEmbeddedPostgres(database);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private meant(command: string): string {
    return this.substitutes.reduce((text, [said, means]) => text.replaceAll(said, means), command);
  }

  private spawn(command: string): { child: ChildProcess; ended: Promise<Ended> } {
    // A group of its own is what Ctrl-C reaches in a terminal.
    const child = spawn('sh', ['-c', this.settings + this.meant(command)], {
      cwd: checkout,
      env: this.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
    const ended = new Promise<Ended>((done) => child.once('close', (code) => done({ code, ...said })));
    return { child, ended };
  }
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    process.kill(-child.pid!, name);
  } catch {
    // All of it has ended by itself.
  }
}

/** A folder for the end of the PATH: with a small curl, for machines that have none. */
function curlIn(folder: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const program = join(import.meta.dirname, 'curl-stand-in.mjs');
  writeFileSync(join(bin, 'curl'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, { mode: 0o755 });
  return bin;
}
