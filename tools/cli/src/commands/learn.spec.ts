import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAgreement } from '@smarketing/agreement';
import { runCommandLine } from '../command-line.ts';
import { fakeTerminal, type FakeTerminal } from '../scene/fake-terminal.ts';
import { madeHistory } from '../scene/made-history.ts';

let cwd: string;
const { csv } = madeHistory(1500);

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'smarketing-learn-'));
  await writeFile(join(cwd, 'leads.csv'), csv);
});

afterEach(async () => {
  await rm(cwd, { recursive: true });
});

const write = (name: string, text: string): Promise<void> => writeFile(join(cwd, name), text);

async function runLearn(...args: string[]): Promise<{ code: number; terminal: FakeTerminal }> {
  const terminal = fakeTerminal({ cwd });
  return { code: await runCommandLine(['learn', ...args], terminal), terminal };
}

const inJson = (terminal: FakeTerminal) => JSON.parse(terminal.stdout()) as Record<string, never>;

describe('learning from an export', () => {
  test('tells in words what was read, how good it is, the points, the leaks and the segments', async () => {
    const { code, terminal } = await runLearn('leads.csv', '--outcome', 'Converted');
    expect(code).toBe(0);
    const words = terminal.stdout();
    expect(words).toMatch(/^leads\.csv: 1,500 rows read, 1,500 used, \d+ of them won \(\d+\.\d %\)\./);
    expect(words).toContain('Left out: Prospect ID: ids: nearly every row has its own.');
    expect(words).toContain('Left out: Lost Reason: it is known only afterwards.');
    expect(words).toContain('Lost Reason (left out; --keep "Lost Reason" keeps it):');
    expect(words).toMatch(/AUC 0\.\d{3} \(95 % interval 0\.\d{3} to 0\.\d{3}\): of a won and a lost lead/);
    expect(words).toMatch(/of the 30 % \d+\.\d %, of the 50 % \d+\.\d %\./);
    expect(words).toMatch(/│ Lead Source +│ Reference +│ +\d+ │/);
    expect(words).toMatch(/A from \d+ points/);
    expect(words).toMatch(/Of \d+ leads with Lead Source "Direct Traffic", none bought/);
    expect(terminal.errors).toContain('fitting the model …');
  });

  test('in JSON has the promised fields', async () => {
    const { code, terminal } = await runLearn('leads.csv', '--outcome', 'Converted', '--json');
    expect(code).toBe(0);
    const report = inJson(terminal);
    expect(report).toMatchObject({
      rows: 1500,
      used: 1500,
      positives: expect.any(Number),
      split: { kind: 'random', train: 1050, test: 450, seed: 1 },
      auc: expect.any(Number),
      brier: expect.any(Number),
      ece: expect.any(Number),
      recallAt: { '20': expect.any(Number), '30': expect.any(Number), '50': expect.any(Number) },
      reliability: expect.any(Array),
      columns: expect.arrayContaining([expect.objectContaining({ name: 'Total Visits', type: 'number', used: true })]),
      leakage: expect.arrayContaining([expect.objectContaining({ column: 'Lost Reason', leftOut: true })]),
      segments: expect.arrayContaining([expect.objectContaining({ won: 0 })]),
      scorecard: expect.arrayContaining([expect.objectContaining({ column: 'Lead Source' })]),
    });
    expect(report['auc']).toBeGreaterThan(0.7);
    expect(report['auc']).toBeLessThan(0.95);
    const again = await runLearn('leads.csv', '--outcome', 'Converted', '--json');
    expect(again.terminal.stdout()).toBe(terminal.stdout());
  });

  test('by time judges on the latest leads', async () => {
    const { code, terminal } = await runLearn('leads.csv', '--outcome', 'Converted', '--time', 'Created', '--json');
    expect(code).toBe(0);
    const { split, columns, drift } = inJson(terminal) as unknown as {
      split: { kind: string; from: string };
      drift: { level: string; words: string[] };
      columns: { name: string; used: boolean }[];
    };
    expect(split.kind).toBe('time');
    expect(split.from).toMatch(/^2024-02-\d\dT00:00:00\.000Z$/);
    expect(columns).toContainEqual(expect.objectContaining({ name: 'Created', used: false }));
    expect(drift).toMatchObject({
      level: expect.stringMatching(/^(ok|watch)$/),
      words: [expect.stringContaining('stability index'), expect.stringContaining('were won')],
    });
    const said = await runLearn('leads.csv', '--outcome', 'Converted', '--time', 'Created');
    expect(said.terminal.stdout()).toContain(drift.words[1]);
  });

  test('writes a draft agreement that is valid', async () => {
    const { code, terminal } = await runLearn('leads.csv', '--outcome', 'Converted', '--draft', 'draft.yaml');
    expect(code).toBe(0);
    expect(terminal.errors.at(-1)).toBe('A draft agreement was written to draft.yaml. Nobody has signed it.');
    expect(parseAgreement(await readFile(join(cwd, 'draft.yaml'), 'utf8'))).toHaveProperty('document');
    expect((await runLearn('leads.csv', '--outcome', 'Converted', '--draft', 'none/draft.yaml')).code).toBe(1);
  });

  test('reports broken rows with line and reason, and the rest goes in', async () => {
    const lines = csv.trimEnd().split('\n');
    const [third, fourth, fifth] = [lines[3]!, lines[4]!, lines[5]!];
    lines[3] = `${third},more`;
    lines[4] = fourth.replace(/[01]$/, 'perhaps');
    lines[5] = fifth.replace(/[01]$/, 'Select');
    await write('leads.csv', lines.join('\r\n'));
    const { code, terminal } = await runLearn('leads.csv', '--outcome', 'Converted');
    expect(code).toBe(0);
    expect(terminal.errors).toContain('leads.csv:4: it has 10 columns, where the first line names 9');
    expect(terminal.errors).toContain('leads.csv:5: Converted is "perhaps", which is neither won nor lost');
    expect(terminal.stdout()).toContain('1,500 rows read, 1,497 used');
    expect(terminal.stdout()).toContain('1 row without an outcome: left out.');
    expect(terminal.stdout()).toContain('2 rows could not be read: left out.');
  });

  test('reads other delimiters and other words for the outcome', async () => {
    const rows = madeHistory(600).rows.map(
      (row) => `${row['Total Visits']};${row['Converted'] === '1' ? 'Kunde' : 'Absage'}`,
    );
    await write('german.csv', `"Besuche";"Ergebnis"\n${rows.join('\n')}\n`);
    const unclear = await runLearn('german.csv', '--outcome', 'Ergebnis');
    expect(unclear.code).toBe(2);
    expect(unclear.terminal.stderr()).toMatch(
      /it has "Absage" \(\d+\), "Kunde" \(\d+\)\. Say which value means won: --positive VALUE\./,
    );
    const { code, terminal } = await runLearn('german.csv', '--outcome', 'Ergebnis', '--positive', 'kunde', '--json');
    expect(code).toBe(0);
    expect(inJson(terminal)).toMatchObject({ rows: 600, columns: [{ name: 'Besuche', type: 'number', used: true }] });
    expect((await runLearn('german.csv', '--outcome', 'Ergebnis', '--positive', 'Sieg')).code).toBe(2);
  });

  test('leaves out and keeps what it is told', async () => {
    const args = ['leads.csv', '--outcome', 'Converted', '--ignore', 'Country, Total Visits', '--json'];
    const { terminal } = await runLearn(...args, '--keep', 'Lost Reason');
    expect(inJson(terminal)['columns']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'Country', used: false, reason: 'you said so' }),
        expect.objectContaining({ name: 'Total Visits', used: false }),
        expect.objectContaining({ name: 'Lost Reason', used: true }),
      ]),
    );
    expect(inJson(terminal)['auc']).toBeGreaterThan(0.99);
  });

  test('without enough outcomes says so, checks what can be checked, and is no failure', async () => {
    await write('few.csv', csv.split('\n').slice(0, 200).join('\n'));
    const { code, terminal } = await runLearn('few.csv', '--outcome', 'Converted', '--draft', 'draft.yaml');
    expect(code).toBe(0);
    expect(terminal.stdout()).toMatch(
      /There are not enough outcomes yet: \d+ won and \d+ lost, and at least 100 of each are needed\./,
    );
    expect(terminal.stdout()).toContain('Lost Reason (left out; ');
    expect(terminal.stderr()).toContain('No draft was written to draft.yaml');
    const asJson = await runLearn('few.csv', '--outcome', 'Converted', '--json');
    expect(inJson(asJson.terminal)).toMatchObject({
      auc: null,
      recallAt: null,
      scorecard: [],
      message: expect.any(String),
    });
  });

  test.each([
    [['none.csv', '--outcome', 'Converted'], 'There is no file none.csv.'],
    [['leads.csv', '--outcome', 'converted'], 'leads.csv has no column converted. It has Prospect ID, '],
    [['leads.csv', '--outcome', 'Converted', '--ignore', 'Nothing'], 'leads.csv has no column Nothing.'],
    [['leads.csv', '--outcome', 'Converted', '--split', 'time'], '--split time needs --time COLUMN'],
    [['leads.csv', '--outcome', 'Converted', '--time', 'Country'], 'Country holds dates in 0 of 1,500 rows'],
    [['leads.csv', '--outcome', 'Converted', '--ignore', 'Converted'], 'Converted is the outcome'],
    [['leads.csv', '--outcome', 'Converted', '--seed', 'x'], 'It is a whole number.'],
    [['leads.csv'], '--outcome COLUMN says which column'],
    [['empty.csv', '--outcome', 'a'], 'empty.csv is empty'],
    [['twice.csv', '--outcome', 'a'], 'twice.csv names a column twice: b.'],
  ])('called as %j is called wrongly', async (args, message) => {
    await write('empty.csv', '');
    await write('twice.csv', 'a,b,b\n1,2,3\n');
    const { code, terminal } = await runLearn(...args);
    expect(code).toBe(2);
    expect(terminal.stderr()).toContain(message);
    expect(terminal.stdout()).toBe('');
  });

  test('of a file without rows says that nothing is known', async () => {
    await write('head.csv', 'a,b\n');
    const { code, terminal } = await runLearn('head.csv', '--outcome', 'a');
    expect(code).toBe(0);
    expect(terminal.stdout()).toContain('0 won and 0 lost');
  });
});
