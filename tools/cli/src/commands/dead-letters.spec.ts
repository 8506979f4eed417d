import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { runCommandLine } from '../command-line.ts';
import { FakeInstallation, type FakeAnswer } from '../scene/fake-installation.ts';
import { fakeTerminal } from '../scene/fake-terminal.ts';

const installation = new FakeInstallation();

beforeAll(() => installation.start());
afterAll(() => installation.stop());
afterEach(() => {
  installation.answer = () => undefined;
  installation.requests.length = 0;
});

async function run(answers: Readonly<Record<string, FakeAnswer | (() => FakeAnswer)>>, ...args: string[]) {
  installation.answer = ({ method, path }) => {
    const answer = answers[`${method} ${path}`];
    return typeof answer === 'function' ? answer() : answer;
  };
  const terminal = fakeTerminal({ env: installation.env });
  return { code: await runCommandLine(['dead-letters', ...args], terminal), terminal };
}

const LETTER = {
  ...{ service: 'scoring', id: 'a1', status: 'waiting', reason: 'decide-threw', detail: 'TypeError: boom' },
  ...{ reactor: 'on-deal', lane: 3, topic: 'smarketing.sales.v1', partition: 3, offset: 17, eventId: 'e1' },
  ...{ eventType: 'smarketing.deal.won.v1', attempts: 1, replayable: true },
  ...{ at: '2026-11-23T09:58:00.000Z', triedAt: '2026-11-23T09:58:00.000Z' },
};
const DETAILS = { ...LETTER, payload: '{"id":"e1"}', stack: 'at decide (x.js:1:2)', replays: [] };
const replay = (outcome: string | null, detail: string | null = null) => ({
  ...{ attempt: 2, requestedAt: '2026-11-23T10:00:00.000Z', requestedBy: 'api-key', outcome, detail },
  decidedAt: outcome === null ? null : '2026-11-23T10:00:01.000Z',
});
const EVENT = {
  ...{
    id: 'e9.77',
    source: 'website',
    clientId: 'm1',
    status: 'quarantined',
    type: 'demo_requested',
    principalId: 'write-key',
  },
  ...{ reason: 'this id was used before for something else', repeats: 2 },
  difference: [{ field: 'properties.need', first: 'speed', again: 'price' }],
  ...{ occurredAt: '2026-11-23T09:57:00.000Z', receivedAt: '2026-11-23T09:58:00.000Z' },
};

const page = (items: readonly unknown[], more: object = {}): FakeAnswer => ({
  body: { items, nextCursor: null, unreachable: [], ...more },
});

describe('listing dead letters', () => {
  test('shows what is open, by the names that the other commands take', async () => {
    const { code, terminal } = await run({ 'GET /api/dead-letters?status=open&limit=50': page([LETTER]) }, 'list');
    expect(code).toBe(0);
    expect(terminal.stdout()).toMatch(
      /scoring\/a1 +│ +2026-11-23 09:58 UTC +│ +deal\.won +│ +on-deal +│ +decide-threw: TypeError: boom +│ +1/,
    );
    expect(terminal.stderr()).toBe('');
    const two = { 'GET /api/dead-letters?status=open&limit=50': page([LETTER, { ...LETTER, id: 'a2' }]) };
    expect((await run(two, 'list', '--names')).terminal.stdout()).toBe('scoring/a1\nscoring/a2');
  });

  test('goes on page by page up to the limit, and says that there is more', async () => {
    const path = 'GET /api/dead-letters?service=scoring&reason=foreign&since=2026-11-01&status=replayed';
    const { code, terminal } = await run(
      {
        [`${path}&limit=500`]: page(Array(500).fill(LETTER), { nextCursor: 'c1' }),
        [`${path}&limit=1&cursor=c1`]: page([LETTER], { nextCursor: 'c2' }),
      },
      ...['list', '--service', 'scoring', '--reason', 'foreign', '--since', '2026-11-01', '--status', 'replayed'],
      ...['--limit', '501', '--json'],
    );
    expect(code).toBe(0);
    expect((JSON.parse(terminal.stdout()) as { items: unknown[] }).items).toHaveLength(501);
    expect(terminal.stderr()).toMatch(/There are more/);
  });

  test('is a failure where a service does not answer, which is named', async () => {
    const answer = page([], { unreachable: [{ service: 'routing', because: 'ECONNREFUSED' }] });
    const { code, terminal } = await run({ 'GET /api/dead-letters?limit=50': answer }, 'list', '--status', 'all');
    expect(code).toBe(1);
    expect(terminal.stdout()).toBe('There are no such dead letters.');
    expect(terminal.stderr()).toMatch(/^routing does not answer \(ECONNREFUSED\): what it has set aside is not/);
  });

  test('shows the events of clients that count nowhere, and points to them', async () => {
    const events = { 'GET /api/dead-letters/client-events?limit=1': page([EVENT]) };
    const letters = await run({ ...events, 'GET /api/dead-letters?status=open&limit=50': page([]) }, 'list');
    expect(letters.terminal.stderr()).toMatch(/--client-events lists them/);
    const { code, terminal } = await run(
      { 'GET /api/dead-letters/client-events?limit=50': page([EVENT]) },
      ...['list', '--client-events'],
    );
    expect(code).toBe(0);
    expect(terminal.stdout()).toMatch(
      /client-events\/e9\.77 .* website: m1 .* quarantined: another properties\.need .* 2 /,
    );
    const events50 = { 'GET /api/dead-letters/client-events?limit=50': page([EVENT]) };
    const named = await run(events50, 'list', '--client-events', '--names');
    expect(named.terminal.stdout()).toBe('client-events/e9.77');
  });
});

describe('showing a dead letter', () => {
  test('says all that is known of it', async () => {
    const details = { ...DETAILS, attempts: 2, replays: [replay('failed', 'TypeError: boom')] };
    const { code, terminal } = await run(
      { 'GET /api/dead-letters/scoring/a1': { body: details } },
      'show',
      'scoring/a1',
    );
    expect(code).toBe(0);
    expect(terminal.stdout()).toBe(
      [
        'scoring/a1: waiting',
        '  What     deal.won, event e1, for on-deal of scoring',
        '  Why      decide-threw: TypeError: boom',
        '           at decide (x.js:1:2)',
        '  Where    smarketing.sales.v1, partition 3, offset 17; lane 3',
        '  When     2026-11-23 09:58 UTC; tried 2 times, last 2026-11-23 09:58 UTC',
        '  Replays  2026-11-23 10:00 UTC by api-key: failed: TypeError: boom',
        '\n{\n  "id": "e1"\n}',
      ].join('\n'),
    );
  });

  test('of a client shows where it differs from the one that counts', async () => {
    const body = { ...EVENT, payload: { who: {} }, counted: { receivedAt: '2026-11-23T09:50:00.000Z', payload: {} } };
    const { terminal } = await run(
      { 'GET /api/dead-letters/client-events/e9.77': { body } },
      ...['show', 'client-events/e9.77'],
    );
    expect(terminal.stdout()).toMatch(/Counts +the one received 2026-11-23 09:50 UTC/);
    expect(terminal.stdout()).toMatch(/Differs +properties\.need: counts "speed", here "price"/);
  });

  test('fails where there is none, and knows what is no name of one', async () => {
    const none = { status: 404, body: { title: 'dead letter not found', detail: 'scoring has no dead letter a2.' } };
    const { code, terminal } = await run({ 'GET /api/dead-letters/scoring/a2': none }, 'show', 'scoring/a2');
    expect([code, terminal.stderr()]).toEqual([1, expect.stringMatching(/scoring has no dead letter a2/)]);
    expect((await run({}, 'show', 'a2')).code).toBe(2);
  });
});

describe('replaying', () => {
  const replaying = { ...DETAILS, status: 'replaying', replays: [replay(null)] };

  test('waits until the lanes have decided, and tells what became of each', async () => {
    const answers: unknown[] = [replaying, replaying, { ...DETAILS, status: 'replayed', replays: [replay('applied')] }];
    const failed = { ...DETAILS, id: 'a2', detail: 'Error: still', replays: [replay('failed', 'Error: still')] };
    const divided = { ...DETAILS, id: 'a3', status: 'replayed', replays: [replay('divided', 'a4')] };
    const { code, terminal } = await run(
      {
        'POST /api/dead-letters/scoring/a1/replay': { status: 202, body: replaying },
        'POST /api/dead-letters/scoring/a2/replay': { status: 202, body: replaying },
        'POST /api/dead-letters/scoring/a3/replay': { status: 202, body: replaying },
        'POST /api/dead-letters/sla/b/replay': {
          status: 409,
          body: { title: 'already replayed', detail: 'Long ago.' },
        },
        'GET /api/dead-letters/scoring/a1': () => ({ body: answers.shift() }),
        'GET /api/dead-letters/scoring/a2': { body: failed },
        'GET /api/dead-letters/scoring/a3': { body: divided },
      },
      ...['replay', 'scoring/a1', 'scoring/a2', 'scoring/a3', 'sla/b', 'scoring/a1'],
    );
    expect(terminal.stdout().split('\n')).toEqual([
      'sla/b: not tried: Long ago.',
      'scoring/a1: applied',
      'scoring/a2: failed again: decide-threw: Error: still',
      'scoring/a3: it could be read, but not all of it was applied: see a4',
    ]);
    expect(code).toBe(1);
    expect(terminal.waits).toHaveLength(2);
  });

  test('takes all that are meant', async () => {
    const asked = [{ service: 'scoring', id: 'a1' }];
    const { code, terminal } = await run(
      {
        'POST /api/dead-letters/replay': { status: 202, body: { asked, hasMore: true, unreachable: [] } },
        'GET /api/dead-letters/scoring/a1': { body: { ...DETAILS, status: 'replayed', replays: [replay('applied')] } },
      },
      ...['replay', '--all', '--reason', 'decide-threw', '--limit', '7', '--json'],
    );
    expect(code).toBe(0);
    expect(installation.requests[0]?.body).toEqual({ reason: 'decide-threw', limit: 7 });
    expect(JSON.parse(terminal.stdout())).toEqual({
      ...{ items: [{ letter: 'scoring/a1', outcome: 'applied', detail: null }], hasMore: true, unreachable: [] },
    });
  });

  test('with nothing to do is done', async () => {
    const nothing = { status: 202, body: { asked: [], hasMore: false, unreachable: [] } };
    const { code, terminal } = await run({ 'POST /api/dead-letters/replay': nothing }, 'replay', '--all');
    expect([code, terminal.stdout()]).toEqual([0, 'Nothing waits that could be replayed.']);
    const silent = { ...nothing.body, unreachable: [{ service: 'sla', because: 'gone' }] };
    expect((await run({ 'POST /api/dead-letters/replay': { body: silent } }, 'replay', '--all')).code).toBe(1);
  });

  test('gives up waiting for a lane that stands still', async () => {
    const { code, terminal } = await run(
      {
        'POST /api/dead-letters/scoring/a1/replay': { status: 202, body: replaying },
        'GET /api/dead-letters/scoring/a1': { body: replaying },
      },
      ...['replay', 'scoring/a1', '--wait-seconds', '2'],
    );
    expect([code, terminal.waits.length]).toEqual([1, 10]);
    expect(terminal.stdout()).toMatch(/its lane has not come to it yet; `smarketing doctor` says/);
  });

  test.each([
    ['nothing', []],
    ['both', ['scoring/a1', '--all']],
    ['one of them and a filter', ['scoring/a1', '--reason', 'foreign']],
    ['no name', ['a1']],
    ['an event of a client', ['client-events/e9.77']],
    ['a reason that there is not', ['--all', '--reason', 'bad-luck']],
    ['too many', ['--all', '--limit', '501']],
  ])('of %s is called wrongly', async (_, args) => {
    expect((await run({}, 'replay', ...args)).code).toBe(2);
    expect(installation.requests).toEqual([]);
  });
});
