import { describe, expect, it } from '@jest/globals';
import { runBounded } from './run-bounded.mjs';

const run = (program, options) =>
  runBounded(['--eval', program], { cwd: import.meta.dirname, timeoutMs: 60_000, ...options });
const FOR_EVER = 'setInterval(() => {}, 1000);';

// `detached` on Windows means something else, and there is no signal for a group.
const onPosix = process.platform === 'win32' ? describe.skip : describe;

onPosix('running a command within bounds', () => {
  it('finds nothing wrong with one that ends well', async () => {
    expect(await run('')).toBeUndefined();
  });

  it('tells the exit code of one that fails', async () => {
    expect(await run('process.exit(3)')).toBe('ended with 3');
  });

  it('tells the signal of one that was killed', async () => {
    expect(await run("process.kill(process.pid, 'SIGKILL')")).toBe('ended with SIGKILL');
  });

  it('ends one that takes too long', async () => {
    expect(await run(FOR_EVER, { timeoutMs: 300 })).toBe('not finished after 0.3 s');
  });

  it('ends and names children that were left behind', async () => {
    const program = `require('child_process').spawn(process.execPath, ['-e', '${FOR_EVER}'], { stdio: 'ignore' }).unref()`;
    expect(await run(program, { graceMs: 200 })).toBe('left processes behind');
  });
});
