import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HistoryTableBuilder, learn } from '@smarketing/learning';
import { runCommandLine } from '../command-line.ts';
import { FakeInstallation } from '../scene/fake-installation.ts';
import { fakeTerminal } from '../scene/fake-terminal.ts';
import { madeHistory } from '../scene/made-history.ts';

const { rows } = madeHistory(600);
const builder = new HistoryTableBuilder(['Lead Source', 'Total Visits', 'Created'], 1);
for (const row of rows) builder.add((name) => row[name]!, row['Converted'] === '1');
const report = learn(builder.finish(), { seed: 1, split: 'time', time: 'Created', ignore: [], keep: [] });

const LIVE = {
  ...{
    state: 'useful',
    words: 'Version 2 of the model was learned on 2026-03-01.',
    version: 2,
    calibrationError: 0.02,
  },
  ...{ trainedAt: '2026-03-01T00:00:00.000Z', outcomes: { won: 200, lost: 400, sinceModel: 7 }, report },
  weights: [{ words: 'country: DE raises the odds 2.10 times.' }],
  drift: report.learned!.drift,
};

describe('learning from what the installation has recorded', () => {
  const installation = new FakeInstallation();
  let cwd: string;

  beforeAll(() => installation.start());
  afterAll(() => installation.stop());
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'smarketing-cli-'));
    installation.answer = ({ path }) => {
      if (path === '/api/model') return { body: LIVE };
      return path === '/api/model/draft'
        ? { headers: { 'content-type': 'application/yaml' }, stream: (response) => response.end('title: A draft\n') }
        : undefined;
    };
  });
  afterEach(async () => {
    installation.answer = () => undefined;
    await rm(cwd, { recursive: true, force: true });
  });

  async function run(...args: string[]) {
    const terminal = fakeTerminal({ env: installation.env, cwd });
    return { code: await runCommandLine(['learn', ...args], terminal), terminal };
  }

  test('tells it in words', async () => {
    const { code, terminal } = await run('--live');
    expect(code).toBe(0);
    expect(terminal.stdout()).toMatch(
      /^Version 2 of the model[^]*Since then \(\w+\):[^]*What counts most:\n {2}country: DE raises[^]*Learned from the \d+ rows before/,
    );
  });

  test('prints the report of a file, and what is live about it', async () => {
    const { code, terminal } = await run('--live', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(terminal.stdout())).toMatchObject({
      ...{ rows: 600, used: 600, auc: report.learned!.evaluation.auc, live: { version: 2, state: 'useful' } },
      split: { kind: 'time' },
      scorecard: expect.arrayContaining([expect.objectContaining({ column: 'Lead Source' })]),
    });
  });

  test('writes the draft that the installation makes', async () => {
    const { code, terminal } = await run('--live', '--draft', 'draft.yaml');
    expect(code).toBe(0);
    expect(terminal.errors.at(-1)).toBe('A draft agreement was written to draft.yaml. Nobody has signed it.');
    expect(await readFile(join(cwd, 'draft.yaml'), 'utf8')).toBe('title: A draft\n');
  });

  test('says so before there is a model, and writes nothing', async () => {
    installation.answer = () => undefined;
    const { code, terminal } = await run('--live', '--draft', 'draft.yaml');
    expect(code).toBe(0);
    expect(terminal.stdout()).toBe('There are not enough outcomes yet: 3 won and 5 lost.');
    expect(terminal.errors).toEqual(['No draft was written to draft.yaml: there is no scorecard to write.']);
  });

  test.each([
    [['--live', 'leads.csv'], 'not both'],
    [[], 'Name a CSV file to learn from, or ask for --live'],
    [['leads.csv'], '--outcome COLUMN'],
  ])('%j is wrong usage', async (args, words) => {
    const { code, terminal } = await run(...args);
    expect(code).toBe(2);
    expect(terminal.stderr()).toContain(words);
  });

  test('the doctor tells of an alarm, which is no failure', async () => {
    const drift = { ...LIVE.drift!, level: 'alarm', calibration: { ...LIVE.drift!.calibration, level: 'alarm' } };
    installation.answer = ({ path }) => (path === '/api/model' ? { body: { ...LIVE, drift } } : undefined);
    const terminal = fakeTerminal({ env: installation.env, cwd });
    await runCommandLine(['doctor'], terminal);
    expect(terminal.stdout()).toMatch(/– Model: alarm: .*\n {2}→ see `smarketing learn --live`/);
  });
});
