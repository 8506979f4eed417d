import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { runCommandLine } from '../command-line.ts';
import { FakeInstallation } from '../scene/fake-installation.ts';
import { fakeTerminal } from '../scene/fake-terminal.ts';

const installation = new FakeInstallation();

beforeAll(() => installation.start());
afterAll(() => installation.stop());
afterEach(() => {
  installation.answer = () => undefined;
  installation.requests.length = 0;
});

async function run(answers: Readonly<Record<string, unknown>>, ...args: string[]) {
  installation.answer = ({ path }) => (path in answers ? { body: answers[path] } : undefined);
  const terminal = fakeTerminal({ env: installation.env });
  return { code: await runCommandLine(args, terminal), terminal };
}

const SCORE = {
  leadId: 'lead-1',
  score: 19.1,
  grade: 'D2',
  agreementVersion: 0,
  signed: false,
  words: ['19.1 points (D2, provisional): …', 'Asked for a demo …', 'Downloaded content …', 'Still unknown: title.'],
  entries: [
    {
      label: 'Asked for a demo',
      occurredAt: '2026-11-20T09:00:00.000Z',
      basePoints: 20,
      points: 18.3,
      withheldByCap: 0,
      count: 1,
    },
    { label: 'Downloaded content', occurredAt: null, basePoints: 4, points: 0.8, withheldByCap: 1.2, count: 3 },
  ],
};

describe('explaining a lead', () => {
  test('says the score in words, and shows entries that sum to it', async () => {
    const { code, terminal } = await run(
      { '/api/leads?email=ada%40example.com': { items: [{ id: 'lead-1' }] }, '/api/leads/lead-1/score': SCORE },
      'explain',
      'ada@example.com',
    );
    expect(code).toBe(0);
    expect(terminal.stdout()).toMatch(/^Lead lead-1: 19\.1 points \(D2, provisional\)[^]*Still unknown: title\./);
    expect(terminal.stdout()).toMatch(/Downloaded content \(3 times\) +│ +│ +4\.00 │ +1\.20 │ +0\.80/);
    expect(terminal.stdout()).toMatch(/sum +│ +19\.10/);
    expect(terminal.stdout()).toMatch(/By version 0 of the agreement, which nobody has signed\./);
  });

  test('fails loudly where they do not', async () => {
    const { code, terminal } = await run(
      { '/api/leads/lead-1': { id: 'lead-1' }, '/api/leads/lead-1/score': { ...SCORE, score: 19.11 } },
      'explain',
      'lead-1',
    );
    expect(code).toBe(1);
    expect(terminal.stderr()).toMatch(/The entries sum to 19\.1, and the score is 19\.11/);
  });

  test('finds it by the id in the CRM, and says where there is none', async () => {
    const answers = {
      '/api/leads?crmId=00Q7': { items: [{ id: 'lead-1' }] },
      '/api/leads/lead-1/score?model=x': SCORE,
    };
    const { code, terminal } = await run(answers, 'explain', '00Q7', '--model', 'x', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(terminal.stdout())).toEqual(SCORE);
    const none = await run({ '/api/leads?email=a%40b': { items: [] } }, 'explain', 'a@b');
    expect(none.code).toBe(1);
    expect(none.terminal.stderr()).toBe('There is no lead with the address a@b.');
  });
});

describe('showing a hand-off', () => {
  test('reads as it was made', async () => {
    const packet = {
      summary: 'P0 · Ada Lovelace (A1). Asked for a demo.',
      grade: 'A1',
      score: 70,
      stage: 'deciding',
      criteria: [{ label: 'The right size', met: 'unknown' }],
      topReasons: ['Asked for a demo +20'],
      content: [{ assetId: 'guide', occurredAt: '2026-11-20T09:00:00.000Z' }],
      painPoint: null,
      statedNeeds: { need: 'On-time deliveries' },
      missingFields: [],
      callBy: '2026-11-20T09:15:00.000Z',
    };
    const item = {
      assignmentId: 'a',
      rep: { id: 'r', name: 'Rosa Lindqvist' },
      at: '2026-11-20T09:00:00.000Z',
      packet,
    };
    const answers = { '/api/leads/lead-1': { id: 'lead-1' }, '/api/leads/lead-1/handoff': { items: [item] } };
    const { code, terminal } = await run(answers, 'handoff', 'lead-1');
    expect(code).toBe(0);
    expect(terminal.stdout()).toMatch(
      /^P0 · Ada[^]*To Rosa Lindqvist, 2026-11-20 09:00 UTC[^]*unknown The right size[^]*need: On-time/,
    );
    expect(terminal.stdout()).not.toMatch(/Missing/);
  });

  test('fails where there was none', async () => {
    const answers = { '/api/leads/lead-1': { id: 'lead-1' }, '/api/leads/lead-1/handoff': { items: [] } };
    expect((await run(answers, 'handoff', 'lead-1')).code).toBe(1);
  });
});

describe('a hand-off on a rung that assigns nobody', () => {
  test('reads as what would be', async () => {
    const packet = {
      ...{ summary: 'P0 · Ada. Only a proposal (watch).', grade: 'A1', score: 70, stage: 'deciding', criteria: [] },
      ...{ topReasons: [], content: [], painPoint: null, statedNeeds: {}, missingFields: [], callBy: null },
      proposed: true,
    };
    const item = { assignmentId: 'a', rep: { id: 'r', name: 'Rosa' }, at: '2026-11-20T09:00:00.000Z', packet };
    const answers = { '/api/leads/lead-1': { id: 'lead-1' }, '/api/leads/lead-1/handoff': { items: [item] } };
    expect((await run(answers, 'handoff', 'lead-1')).terminal.stdout()).toMatch(
      /Would go to Rosa, 2026-11-20 09:00 UTC/,
    );
  });
});

describe('the doctor', () => {
  test('says on which rung of the ladder the installation stands', async () => {
    const current = { version: 3, title: 'Ours', signed: true, ladder: 'watch' };
    const { terminal } = await run({ '/api/agreements/current': current }, 'doctor');
    expect(terminal.stdout()).toMatch(
      /✓ Agreement: version 3, "Ours"; on the rung watch the product watches: .*contacts nobody/,
    );
  });

  test('finds nothing in what works', async () => {
    const { code, terminal } = await run({}, 'doctor');
    expect(code).toBe(0);
    expect(terminal.stdout()).toMatch(
      /✓ Installation: ready at http[^]*– Agreement: version 0, "The default": nobody has signed it\n✓ Flow: nothing is under way[^]*✓ Dead letters: none waits/,
    );
  });

  test('says what is not ready, what lags and what stands still', async () => {
    const notReady = await run(
      { '/readyz': { status: 'not ready', problems: ['database: gone'] } },
      'doctor',
      '--json',
    );
    expect(notReady.code).toBe(1);
    expect(JSON.parse(notReady.terminal.stdout())).toMatchObject({
      ok: false,
      findings: expect.arrayContaining([
        { what: 'Installation', state: 'problem', words: 'not ready: database: gone' },
      ]),
    });
    const lagging = await run(
      { '/api/flow': { idle: false, topics: [], waitingFor: ['sla has 9 records of x to read'] } },
      'doctor',
    );
    expect(lagging.code).toBe(0);
    expect(lagging.terminal.stdout()).toMatch(/– Flow: under way: sla has 9 records of x to read/);
    const stopped = [1, 2].map((lane) => ({ service: 'sla', lane, because: 'a bug' }));
    const standing = await run(
      { '/api/flow': { idle: false, topics: [], stopped, services: [{ service: 'routing', failure: 'no database' }] } },
      'doctor',
    );
    expect(standing.code).toBe(1);
    expect(standing.terminal.stdout()).toMatch(
      /✗ routing: a process does not get on: no database\n {2}→ restart it[^]*✗ sla: lanes 1 and 2 stand still: a bug\n/,
    );
  });

  test('looks at the flow although something is not ready: there it says why', async () => {
    const waiting = [
      { service: 'sla', lane: null, kind: 'database', because: 'refused', since: '2026-11-23T09:00:00Z' },
    ];
    const { code, terminal } = await run(
      {
        '/readyz': { status: 'not ready', problems: ['database: gone'] },
        '/api/flow': { idle: false, at: '2026-11-23T10:00:00Z', topics: [], waiting },
      },
      'doctor',
    );
    expect(code).toBe(1);
    expect(terminal.stdout()).toMatch(
      /✗ Installation: not ready: database: gone\n✗ sla: refused \(since 2026-11-23 09:00:00 UTC\)\n {2}→ see that PostgreSQL runs/,
    );
  });

  test('says what has been set aside and waits for somebody', async () => {
    const letter = {
      ...{
        status: 'waiting',
        reason: 'foreign',
        detail: 'no number',
        reactor: 'on-score',
        lane: 3,
        partition: 3,
        offset: 7,
      },
      ...{ topic: 'smarketing.score.v1', eventId: null, eventType: null, attempts: 1, replayable: true },
    };
    const items = [
      { ...letter, service: 'sla', id: 'b', at: '2026-11-23T10:00:00Z', triedAt: '2026-11-23T10:00:00Z' },
      { ...letter, service: 'routing', id: 'a', at: '2026-11-23T09:00:00Z', triedAt: '2026-11-23T10:00:00Z' },
    ];
    const { code, terminal } = await run(
      { '/api/dead-letters?status=waiting&limit=500': { items, nextCursor: null, unreachable: [] } },
      'doctor',
    );
    expect(code).toBe(0);
    expect(terminal.stdout()).toMatch(
      /– Dead letters: 2 wait, set aside by routing, sla \(since 2026-11-23 09:00:00 UTC\)\n {2}→ see `smarketing dead-letters list`/,
    );
  });

  test('says so where something else listens there', async () => {
    const { code, terminal } = await run({ '/readyz': 'hello' }, 'doctor');
    expect(code).toBe(1);
    expect(terminal.stdout()).toMatch(/answers, but is no Smarketing/);
  });
});

describe('the tail', () => {
  const event = {
    type: 'smarketing.lead.held.v1',
    time: '2026-11-23T10:01:02.000Z',
    subject: 'lead-1',
    data: { reason: 'full' },
  };

  test('shows events as they come, and comes back when the connection ends', async () => {
    let connections = 0;
    installation.answer = ({ path }) =>
      path === '/api/live'
        ? {
            headers: { 'content-type': 'text/event-stream' },
            stream: (response) => {
              connections += 1;
              response.end(`: hello\n\ndata: ${JSON.stringify({ ...event, subject: `lead-${connections}` })}\n\n`);
            },
          }
        : undefined;
    const terminal = fakeTerminal({ env: installation.env });
    expect(await runCommandLine(['tail', '--count', '2'], terminal)).toBe(0);
    expect(terminal.lines).toEqual([
      '10:01:02 lead.held          lead-1 full',
      '10:01:02 lead.held          lead-2 full',
    ]);
    expect(terminal.errors).toEqual(['The installation ended the connection. Trying again.']);
  });

  test('ends at Ctrl-C', async () => {
    const terminal = fakeTerminal({ env: installation.env });
    installation.answer = () => ({
      stream: (response) => {
        response.write(`data: ${JSON.stringify(event)}\n\n`);
        setImmediate(terminal.interrupt);
      },
    });
    expect(await runCommandLine(['tail', '--json'], terminal)).toBe(0);
  });
});
