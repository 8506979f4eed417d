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

const replay = (service: string, done: number, rest: object = {}) => ({
  ...{ for: service, id: 'b', state: done === 24 ? 'done' : 'running', lanes: { done, total: 24 }, events: done * 10 },
  ...{ waitingFor: done === 24 ? [] : ['sla'], startedAt: '2026-11-23T10:00:00.000Z' },
  finishedAt: done === 24 ? '2026-11-23T10:00:02.500Z' : null,
  ...rest,
});

/** Answers with one list of replays after the other, the last one from then on. */
async function run(lists: readonly (readonly object[])[], ...args: string[]) {
  let looks = 0;
  installation.answer = ({ method, path, body }) => {
    if (path !== '/api/replays') return undefined;
    if (method === 'GET') return { body: { items: lists[Math.min(looks++, lists.length - 1)] } };
    const wanted = (body as { for: string }).for;
    return { status: 202, body: { id: 'b', for: wanted === 'all' ? ['scoring', 'console'] : [wanted] } };
  };
  const terminal = fakeTerminal({ env: installation.env });
  return { code: await runCommandLine(['replay', ...args], terminal), terminal };
}

describe('a replay', () => {
  test('is waited for: an older one that is done does not count', async () => {
    const lists = [[replay('console', 24, { id: 'a' })], [replay('console', 3)], [replay('console', 24)]];
    const { code, terminal } = await run(lists, '--for', 'console');
    expect(code).toBe(0);
    expect(terminal.waits).toHaveLength(2);
    expect(terminal.bars).toEqual([{ label: 'rebuilding', total: 24, done: 24, ended: true }]);
    expect(terminal.stdout()).toMatch(/console +│ +240 +│ +2\.5/);
  });

  test('of all services is done when the last of them is, also by a later replay', async () => {
    const last = [replay('scoring', 24), replay('console', 24, { id: 'c' })];
    const lists = [[], [replay('scoring', 24)], [replay('scoring', 24), replay('console', 7)], last];
    const { code, terminal } = await run(lists, '--for', 'all', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(terminal.stdout())).toEqual({ id: 'b', items: last });
    expect(terminal.waits).toHaveLength(3);
  });

  test('that takes too long says whom it waits for', async () => {
    const { code, terminal } = await run([[replay('console', 7)]], '--for', 'console', '--wait-seconds', '2');
    expect(code).toBe(1);
    expect(terminal.stderr()).toMatch(/After 2 s the replay still goes on; it waits for sla/);
  });

  test('is of something that can be rebuilt', async () => {
    expect((await run([], '--for', 'routing')).code).toBe(2);
    expect((await run([])).code).toBe(2);
    expect(installation.requests).toEqual([]);
  });

  test('does not wait for lanes that stand still', async () => {
    const stopped = [{ service: 'console', lane: 3, because: 'a fault' }];
    installation.answer = ({ method, path }) => {
      if (path === '/api/flow') return { body: { idle: false, topics: [], stopped } };
      if (method === 'POST') return { status: 202, body: { id: 'b', for: ['console'] } };
      return { body: { items: [] } };
    };
    const terminal = fakeTerminal({ env: installation.env });
    expect(await runCommandLine(['replay', '--for', 'console'], terminal)).toBe(1);
    expect(terminal.stderr()).toMatch(/does not get on: a lane stands still.*a fault/);
  });
});
