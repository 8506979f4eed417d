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
  return { code: await runCommandLine(['keys', ...args], terminal), terminal };
}

const KEY = {
  ...{ id: 'k1', name: 'website', person: null, state: 'active', scopes: ['intake'], createdBy: 'api-key' },
  ...{ createdAt: '2026-11-23T09:58:00.000Z', expiresAt: null, revokedAt: null, revokedBy: null },
};
const OF_MARIA = {
  ...KEY,
  ...{ id: 'k2', name: 'laptop', person: { id: 'maria', name: 'Maria Lind', roles: ['marketing'] } },
  ...{ scopes: ['leads:read', 'agreement:write'], expiresAt: '2027-01-01T00:00:00.000Z' },
};

describe('creating a key', () => {
  test('for a program prints the key alone to stdout, and the rest beside it', async () => {
    const answer = { status: 201, body: { ...KEY, key: 'smk_w_secret' } };
    const { code, terminal } = await run(
      { 'POST /api/keys': answer },
      ...['create', 'website', '--scope', 'intake', '--scope', 'sales'],
    );
    expect(code).toBe(0);
    expect(installation.requests[0]?.body).toEqual({ name: 'website', scopes: ['intake', 'sales'] });
    expect(terminal.stdout()).toBe('smk_w_secret');
    expect(terminal.stderr()).toBe('Key k1 of website may: intake. It is not shown again.');
  });

  test('for a person leaves the scopes to the roles', async () => {
    const answer = { status: 201, body: { ...OF_MARIA, key: 'smk_p_secret' } };
    const { terminal } = await run(
      { 'POST /api/keys': answer },
      ...['create', 'laptop', '--person', 'maria', '--expires-at', '2027-01-01T00:00:00Z'],
    );
    const asked = { name: 'laptop', person: 'maria', expiresAt: '2027-01-01T00:00:00Z' };
    expect(installation.requests[0]?.body).toEqual(asked);
    expect(terminal.stderr()).toMatch(
      /^Key k2 of maria may until 2027-01-01T00:00:00.000Z: leads:read, agreement:write\./,
    );
  });

  test('as JSON', async () => {
    const body = { ...KEY, key: 'smk_w_secret' };
    const { terminal } = await run({ 'POST /api/keys': { status: 201, body } }, 'create', 'website', '--json');
    expect(JSON.parse(terminal.stdout())).toEqual(body);
    expect(terminal.stderr()).toBe('');
  });

  test('is a failure where the installation refuses, which says why', async () => {
    const detail = 'website has 2 active keys, k1 and k2: revoke one of them first.';
    const refused = { status: 409, body: { title: 'too many keys', detail } };
    const { code, terminal } = await run({ 'POST /api/keys': refused }, 'create', 'website', '--scope', 'intake');
    expect([code, terminal.stdout()]).toEqual([1, '']);
    expect(terminal.stderr()).toContain(detail);
  });

  test('with an own key', async () => {
    const answer = { status: 201, body: { ...KEY, key: 'smk_w_secret' } };
    await run({ 'POST /api/keys': answer }, 'create', 'website', '--scope', 'intake', '--key', 'smk_p_olga');
    expect(installation.requests[0]?.headers.authorization).toBe('Bearer smk_p_olga');
  });
});

describe('listing keys', () => {
  test('shows whose they are, page by page', async () => {
    const path = 'GET /api/keys?status=active&limit=500';
    const { code, terminal } = await run(
      {
        [path]: { body: { items: [OF_MARIA], nextCursor: 'k2' } },
        [`${path}&cursor=k2`]: { body: { items: [KEY], nextCursor: null } },
      },
      'list',
    );
    expect(code).toBe(0);
    const [, maria, website] = terminal
      .stdout()
      .split('\n')
      .filter((line) => line.startsWith('│'));
    expect(maria).toMatch(
      /k2 +│ maria +│ laptop +│ leads:read, agreement:write +│ active │ 2026-11-23 │ api-key │ 2027-01-01/,
    );
    expect(website).toMatch(/k1 +│ website +│ +│ intake +│ active/);
  });

  test('of all states, where there are none', async () => {
    const none = { body: { items: [], nextCursor: null } };
    const { code, terminal } = await run({ 'GET /api/keys?status=all&limit=500': none }, 'list', '--all');
    expect([code, terminal.stdout()]).toEqual([0, 'There are no such keys.']);
  });

  test('as JSON', async () => {
    const answer = { body: { items: [KEY], nextCursor: null } };
    const { terminal } = await run({ 'GET /api/keys?status=active&limit=500': answer }, 'list', '--json');
    expect(JSON.parse(terminal.stdout())).toEqual({ items: [KEY] });
  });
});

describe('revoking a key', () => {
  test('says whose it was', async () => {
    const { code, terminal } = await run({ 'DELETE /api/keys/k2': { body: OF_MARIA } }, 'revoke', 'k2');
    expect([code, terminal.stdout()]).toEqual([0, 'Key k2 of maria is revoked.']);
  });

  test('that there is not fails', async () => {
    const none = { status: 404, body: { title: 'key not found', detail: 'There is no key k3.' } };
    const { code, terminal } = await run({ 'DELETE /api/keys/k3': none }, 'revoke', 'k3');
    expect([code, terminal.stderr()]).toEqual([1, expect.stringContaining('There is no key k3.')]);
  });
});
