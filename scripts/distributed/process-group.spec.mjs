import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../libs/testing/src/eventually.ts';
import { ProcessGroup } from './process-group.mjs';

const folder = mkdtempSync(join(tmpdir(), 'smarketing-group-'));
const program = join(folder, 'program.mjs');
writeFileSync(
  program,
  `import { appendFileSync } from 'node:fs';
   appendFileSync(process.env.STARTS, process.pid + '\\n');
   setInterval(() => undefined, 1000);`,
);

const groups = [];
function aGroup() {
  const reports = [];
  let gaveUp = 0;
  const group = new ProcessGroup({ report: (sentence) => reports.push(sentence), giveUp: () => gaveUp++ });
  groups.push(group);
  return { group, reports, gaveUp: () => gaveUp };
}
/** At least one, each written whole: process 0 is this one's whole group, and a part of a number is somebody else. */
function startsIn(file) {
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(/^(?:[1-9]\d*\n)+$/);
  return text.trimEnd().split('\n').map(Number);
}

afterEach(async () => {
  for (const group of groups.splice(0)) await group.stop();
});

describe('the processes of one installation', () => {
  it('are started again when they die, and end together', async () => {
    const STARTS = join(folder, 'restarted');
    const { group, reports, gaveUp } = aGroup();
    group.start('scoring', program, { STARTS });
    group.supervise();
    const [first] = await eventually(() => startsIn(STARTS));
    process.kill(first, 'SIGKILL');
    const [, second] = await eventually(() => {
      const starts = startsIn(STARTS);
      expect(starts).toHaveLength(2);
      return starts;
    });
    expect(group.pids).toMatchObject([{ service: 'scoring', pid: second }]);
    expect(reports).toEqual(['scoring ended (SIGKILL): starting it again.']);
    expect(gaveUp()).toBe(0);
    await group.stop();
    expect(() => process.kill(second, 0)).toThrow();
  });

  it('are given up when one dies before all were ready', async () => {
    const STARTS = join(folder, 'given-up');
    const { group, gaveUp } = aGroup();
    group.start('sla', program, { STARTS });
    const [first] = await eventually(() => startsIn(STARTS));
    process.kill(first, 'SIGKILL');
    await eventually(() => expect(gaveUp()).toBe(1));
    rmSync(STARTS);
  });
});
