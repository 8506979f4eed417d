import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Installation } from '../installation.ts';

const checkout = resolve(import.meta.dirname, '../..');
const main = resolve(checkout, 'tools/cli/dist/main.js');

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type ImportReport = {
  readonly files: readonly {
    readonly rows: number;
    readonly sent: number;
    readonly refused: readonly { readonly line: number; readonly reason: string }[];
  }[];
  readonly live?: { readonly run: string; readonly asOf: string };
};

/** `smarketing …` as a process, for an installation on this machine. */
export async function smarketing(installation: Installation, ...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: checkout,
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      SMARKETING_URL: installation.url,
      SMARKETING_DATA: installation.dataDir,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, stdout, stderr };
}

/** As `smarketing`, for a command that must end well and answers in JSON. */
export async function smarketingJson<T>(installation: Installation, ...args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await smarketing(installation, ...args, '--json');
  if (code !== 0) throw new Error(`smarketing ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
  return JSON.parse(stdout) as T;
}
