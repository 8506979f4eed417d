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

async function run(answers: Readonly<Record<string, FakeAnswer>>, ...args: string[]) {
  installation.answer = ({ method, path }) => answers[`${method} ${path}`];
  const terminal = fakeTerminal({ env: installation.env });
  return { code: await runCommandLine(['people', ...args], terminal), terminal };
}

const MARIA = { id: 'maria', name: 'Maria Lind', roles: ['marketing', 'admin'], scopes: ['leads:read', 'operations'] };

describe('setting a person', () => {
  const path = 'PUT /api/people/maria';

  test('sends name and roles', async () => {
    const { code, terminal } = await run(
      { [path]: { body: MARIA } },
      ...['set', 'maria', '--name', 'Maria Lind', '--role', 'marketing', '--role', 'admin'],
    );
    expect(installation.requests[0]?.body).toEqual({ name: 'Maria Lind', roles: ['marketing', 'admin'] });
    expect([code, terminal.stdout()]).toEqual([0, 'maria is Maria Lind: marketing, admin.']);
  });

  test('without roles is said, never meant by saying nothing', async () => {
    const body = { ...MARIA, roles: [], scopes: [] };
    const { terminal } = await run({ [path]: { body } }, 'set', 'maria', '--name', 'Maria Lind', '--without-roles');
    expect(installation.requests[0]?.body).toEqual({ name: 'Maria Lind', roles: [] });
    expect(terminal.stdout()).toBe('maria is Maria Lind: no roles.');
  });

  test.each([
    ['no roles', ['set', 'maria', '--name', 'Maria Lind']],
    ['roles and none', ['set', 'maria', '--name', 'Maria Lind', '--role', 'rep', '--without-roles']],
    ['no name', ['set', 'maria', '--role', 'rep']],
  ])('with %s is called wrongly', async (_, args) => {
    expect((await run({}, ...args)).code).toBe(2);
    expect(installation.requests).toEqual([]);
  });

  test('that the installation refuses is a failure, and the wrong field is named', async () => {
    const errors = [{ field: 'roles.0', message: 'Invalid option' }];
    const refused = { status: 400, body: { title: 'invalid request', errors } };
    const { code, terminal } = await run({ [path]: refused }, 'set', 'maria', '--name', 'M', '--role', 'boss');
    expect(code).toBe(1);
    expect(terminal.stderr()).toMatch(/roles\.0: Invalid option/);
  });
});

describe('listing people', () => {
  test('shows their roles and what these give', async () => {
    const { code, terminal } = await run({ 'GET /api/people': { body: { items: [MARIA], nextCursor: null } } }, 'list');
    expect(code).toBe(0);
    expect(terminal.stdout()).toMatch(/maria +│ Maria Lind │ marketing, admin │ leads:read, operations/);
  });

  test('says how to add one where there are none', async () => {
    const { terminal } = await run({ 'GET /api/people': { body: { items: [], nextCursor: null } } }, 'list');
    expect(terminal.stdout()).toMatch(/^There are no people yet/);
  });

  test('as JSON', async () => {
    const { terminal } = await run({ 'GET /api/people': { body: { items: [MARIA] } } }, 'list', '--json');
    expect(JSON.parse(terminal.stdout())).toEqual({ items: [MARIA] });
  });
});
