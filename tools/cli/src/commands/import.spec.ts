import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../command-line.ts';
import { FakeInstallation } from '../scene/fake-installation.ts';
import { fakeTerminal, type FakeTerminal } from '../scene/fake-terminal.ts';

const installation = new FakeInstallation();
let cwd: string;

const LEADS = `source: crm
type: form_submitted
id: 'lead/{id}'
time: { column: created }
who: { crmId: '{id}' }
`;
const DEALS = LEADS.replace('form_submitted', 'deal_won').replace('lead/', 'won/');

beforeEach(async () => {
  await installation.start();
  cwd = await mkdtemp(join(tmpdir(), 'smarketing-import-'));
  await write('leads.map.yaml', LEADS);
  await write('deals.map.yaml', DEALS);
  await write('leads.csv', 'id,created\n1,2018-01-01\n2,2018-01-31\n');
  await write('deals.csv', 'id,created\n1,2018-02-10\n');
});

afterEach(async () => {
  installation.answer = () => undefined;
  installation.requests.length = 0;
  await installation.stop();
  await rm(cwd, { recursive: true });
});

const write = (name: string, text: string): Promise<void> => writeFile(join(cwd, name), text);

async function runImport(...args: string[]): Promise<{ code: number; terminal: FakeTerminal }> {
  const terminal = fakeTerminal({ env: installation.env, cwd });
  return { code: await runCommandLine(['import', ...args], terminal), terminal };
}

const BOTH = ['leads.csv', 'deals.csv', '--map', 'leads.map.yaml', '--map', 'deals.map.yaml'];

describe('an import', () => {
  test('sends a row as an event, and a deal by the API key', async () => {
    const { code, terminal } = await runImport(...BOTH, '--json');
    expect(code).toBe(0);
    expect(installation.events).toEqual([
      expect.objectContaining({
        specversion: '1.0',
        id: 'lead/1',
        source: 'crm',
        time: '2018-01-01T00:00:00.000Z',
        data: { who: { crmId: '1' } },
      }),
      expect.objectContaining({ id: 'lead/2' }),
      expect.objectContaining({ id: 'won/1', type: 'deal_won' }),
    ]);
    const sent = installation.requests.filter(({ path }) => path === '/events');
    expect(sent.map(({ headers }) => headers.authorization)).toEqual(['Bearer the-write-key', 'Bearer the-api-key']);
    expect(sent[0]?.headers['content-type']).toBe('application/cloudevents-batch+json');
    expect(JSON.parse(terminal.stdout())).toMatchObject({
      files: [
        { file: 'leads.csv', rows: 2, sent: 2, refused: [] },
        { file: 'deals.csv', rows: 1, sent: 1, refused: [] },
      ],
    });
    expect(terminal.bars).toEqual([{ label: 'importing', total: 3, done: 3, ended: true }]);
  });

  test('sends at most 500 events in a request', async () => {
    const rows = Array.from({ length: 1_201 }, (_, n) => `${n},2018-01-01`);
    await write('leads.csv', `id,created\n${rows.join('\n')}\n`);
    const { code } = await runImport('leads.csv', '--map', 'leads.map.yaml');
    expect(code).toBe(0);
    const sizes = installation.requests.flatMap(({ path, body }) =>
      path === '/events' ? [(body as unknown[]).length] : [],
    );
    expect(sizes.toSorted((a, b) => a - b)).toEqual([201, 500, 500]);
    expect(new Set(installation.events.map((event) => event['id'])).size).toBe(1_201);
  });

  test('reports broken rows with line and reason, and the rest goes in', async () => {
    await write('leads.csv', 'id,created\n1,2018-01-01\n,2018-01-01\n3,soon\n4\n1,2018-01-02\n6,2018-01-06\n');
    const { code, terminal } = await runImport('leads.csv', '--map', 'leads.map.yaml');
    expect(code).toBe(0);
    expect(installation.events.map((event) => event['id'])).toEqual(['lead/1', 'lead/6']);
    expect(terminal.errors.slice(1)).toEqual([
      'leads.csv:3: id is empty, and the id is made of it',
      'leads.csv:4: created is "soon", which is no date',
      'leads.csv:5: it has 1 column, where the first line names 2',
      'leads.csv:6: its id lead/1 is that of line 2',
    ]);
    expect(terminal.stdout()).toMatch(/leads\.csv +│ +6 │ +2 │ +4 /);
    expect((await runImport('leads.csv', '--map', 'leads.map.yaml', '--strict')).code).toBe(1);
  });

  test('reports what the intake refuses by its line', async () => {
    installation.answer = ({ path, body }) => {
      const at = path === '/events' ? (body as { id: string }[]).findIndex(({ id }) => id === 'lead/2') : -1;
      return at < 0
        ? undefined
        : {
            status: 400,
            body: { detail: 'Nothing was taken in', errors: [{ field: `[${at}].data.who`, message: 'is nobody' }] },
          };
    };
    const { code, terminal } = await runImport('leads.csv', '--map', 'leads.map.yaml', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(terminal.stdout())).toMatchObject({
      files: [{ sent: 1, refused: [{ line: 3, reason: 'data.who: is nobody' }] }],
    });
  });

  test('exits 1 where nothing went in', async () => {
    await write('leads.csv', 'id,created\n1,soon\n');
    expect((await runImport('leads.csv', '--map', 'leads.map.yaml')).code).toBe(1);
  });

  test('comes again when it is asked to', async () => {
    let times = 0;
    installation.answer = ({ path }) =>
      path === '/events' && (times += 1) <= 2
        ? {
            status: times === 1 ? 503 : 429,
            headers: { 'retry-after': '3' },
            body: { detail: 'The intake is full at the moment.' },
          }
        : undefined;
    const { code, terminal } = await runImport('leads.csv', '--map', 'leads.map.yaml', '--no-wait');
    expect(code).toBe(0);
    expect(terminal.waits).toEqual([3_000, 3_000]);
    expect(terminal.stderr()).toMatch(/The intake is full at the moment\. Trying again\./);
  });

  test('waits until all of it is processed', async () => {
    let looks = 0;
    installation.answer = ({ path }) =>
      path === '/api/flow' && (looks += 1) < 3
        ? {
            body: {
              idle: false,
              topics: [],
              waitingFor: ['scoring has 7 records of smarketing.engagement.v1 to read'],
            },
          }
        : undefined;
    expect((await runImport('leads.csv', '--map', 'leads.map.yaml')).code).toBe(0);
    expect(looks).toBe(3);
    looks = -1_000;
    const { code, terminal } = await runImport('leads.csv', '--map', 'leads.map.yaml', '--wait-seconds', '2');
    expect(code).toBe(1);
    expect(terminal.stderr()).toMatch(/after 2 s the installation still works on it: scoring has 7 records/);
  });

  test('says so where a lane stands still', async () => {
    installation.answer = ({ path }) =>
      path === '/api/flow'
        ? { body: { idle: false, topics: [], stopped: [{ service: 'scoring', lane: 3, because: 'a bug' }] } }
        : undefined;
    const { code, terminal } = await runImport('leads.csv', '--map', 'leads.map.yaml');
    expect(code).toBe(1);
    expect(terminal.stderr()).toMatch(/a lane stands still, the first is lane 3 of scoring: a bug/);
  });
});

describe('an import as if it were happening', () => {
  test('shifts all files alike, so that their last row is now, and names the run in the ids', async () => {
    const { code, terminal } = await runImport(...BOTH, '--live', '--json');
    expect(code).toBe(0);
    expect(installation.events.map(({ id, time }) => [id, time])).toEqual([
      ['lead/1@live-20261123T100000Z', '2026-10-14T10:00:00.000Z'],
      ['lead/2@live-20261123T100000Z', '2026-11-13T10:00:00.000Z'],
      ['won/1@live-20261123T100000Z', '2026-11-23T10:00:00.000Z'],
    ]);
    expect(JSON.parse(terminal.stdout())).toMatchObject({
      live: { run: 'live-20261123T100000Z', asOf: '2018-02-10T00:00:00.000Z', now: '2026-11-23T10:00:00.000Z' },
    });
  });

  test('takes another instant for now, and leaves out what has not happened by then', async () => {
    const { terminal } = await runImport(
      ...BOTH,
      '--live',
      '--as-of',
      '2018-01-31T00:00:00Z',
      '--run',
      'mine',
      '--json',
    );
    expect(installation.events.map(({ id }) => id)).toEqual(['lead/1@mine', 'lead/2@mine']);
    expect(JSON.parse(terminal.stdout())).toMatchObject({ files: [{ notYet: 0 }, { rows: 1, sent: 0, notYet: 1 }] });
  });

  test('goes with its options alone', async () => {
    expect((await runImport(...BOTH, '--as-of', '2018-01-31T00:00:00Z')).code).toBe(2);
    expect((await runImport(...BOTH, '--live', '--as-of', 'yesterday')).code).toBe(2);
    expect(
      (await runImport('leads.csv', 'deals.csv', 'x.csv', '--map', 'leads.map.yaml', '--map', 'deals.map.yaml')).code,
    ).toBe(2);
    expect(installation.events).toEqual([]);
  });
});
