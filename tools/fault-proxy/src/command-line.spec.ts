import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '@smarketing/testing';
import { EchoClient, startEchoServer, type EchoServer } from './scene/echo-server.ts';

let echo: EchoServer;
let started: ChildProcessWithoutNullStreams[];

beforeEach(async () => {
  echo = await startEchoServer();
  started = [];
});
afterEach(async () => {
  for (const child of started) child.kill('SIGKILL');
  await echo.close();
});

/** The command as a process of its own, straight from its source. */
function run(...args: string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
    env: { ...process.env, NODE_OPTIONS: '', COLUMNS: '200' },
  });
  started.push(child);
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, out: () => out, err: () => err, ended };
}

test('it says where it listens, passes on, takes orders while it runs, and ends with what struck', async () => {
  const { child, out, err, ended } = run('--target', `127.0.0.1:${echo.port}`, '--latency', '1', '--seed', '5');
  const port = await eventually(() => {
    const [, found] = /^Listening on 127\.0\.0\.1:(\d+) for .+ \(tcp, seed 5\)\.$/m.exec(err()) ?? [];
    expect(found).toBeDefined();
    return Number(found);
  });
  const client = new EchoClient(port);
  client.say('a');
  await eventually(() => expect(client.answers.toString()).toBe('a'));
  child.stdin.write('dance\nlatency soon\nlose-acks 5\ncommits cut-after 5\npause 0\nblack-hole\ncut\ncounters\n');
  await eventually(() => expect(client.isClosed).toBe(true));
  await eventually(() => expect(JSON.parse(out())).toMatchObject({ connections: 1, cut: 1 }));
  expect(err()).toContain('There is no order "dance". These are:\nlatency MS');
  expect(err()).toContain('soon is no number.');
  expect(err()).toContain('this needs the protocol kafka, not tcp');
  expect(err()).toContain('this needs the protocol postgres, not tcp');
  child.stdin.write('heal\n');
  child.stdin.end();
  const again = new EchoClient(port);
  again.say('b');
  await eventually(() => expect(again.answers.toString()).toBe('b'));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(JSON.parse(out().trim().split('\n').at(-1)!)).toMatchObject({ connections: 2, cut: 1 });
}, 60_000);

test('it explains itself, and says what is wrong with a call', async () => {
  const help = run('--help');
  expect(await help.ended).toBe(0);
  expect(help.out()).toContain('--lose-acks <percent>');
  expect(help.out()).toContain('black-hole  ');
  const wrong = run('--target', 'nowhere');
  expect(await wrong.ended).toBe(1);
  expect(wrong.err()).toContain('It is not host:port.');
  const taken = run('--target', '127.0.0.1:1', '--listen', String(echo.port));
  expect(await taken.ended).toBe(1);
  expect(taken.err()).toContain('EADDRINUSE');
  const useless = run('--target', '127.0.0.1:1', '--lose-acks', '5');
  expect(await useless.ended).toBe(1);
  expect(useless.err()).toContain('this needs the protocol kafka');
}, 60_000);
