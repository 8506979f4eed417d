import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { memoryOf, processorSeconds, withDescendants } from './process-use.ts';

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('what a process uses', () => {
  it('is memory, shared with others or not, as Node has it', async () => {
    const { rssMb, pssMb } = await memoryOf(process.pid);
    const byNode = process.memoryUsage.rss() / 1e6;
    expect(Math.abs(rssMb - byNode) / byNode).toBeLessThan(0.2);
    expect(pssMb).toBeGreaterThan(0);
    expect(pssMb).toBeLessThanOrEqual(rssMb);
  });

  it('is processor time, as Node has it', async () => {
    const before = await processorSeconds(process.pid);
    const { user, system } = process.cpuUsage();
    const until = Date.now() + 200;
    while (Date.now() < until);
    const more = process.cpuUsage({ user, system });
    const used = (await processorSeconds(process.pid)) - before;
    expect(Math.abs(used - (more.user + more.system) / 1e6)).toBeLessThan(0.1);
  });

  it('is what its children use, too: they are found, and nobody else', async () => {
    const child = spawn('sh', ['-c', 'sleep 60 & echo started; wait'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    try {
      await once(child.stdout, 'data');
      const commands = (await withDescendants(child.pid!)).map(({ command }) => command);
      expect(commands.filter((command) => command === 'sleep 60')).toHaveLength(1);
      expect(commands).toHaveLength(2);
    } finally {
      process.kill(-child.pid!, 'SIGKILL');
    }
  });
});
