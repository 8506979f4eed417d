import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultAgreementYaml } from '@smarketing/agreement';
import { runCommandLine } from '../command-line.ts';
import { FakeInstallation, type FakeAnswer } from '../scene/fake-installation.ts';
import { fakeTerminal } from '../scene/fake-terminal.ts';

const ID = '0195b1a2-0000-7000-8000-00000000000a';
const installation = new FakeInstallation();
let cwd: string;

const proposal = {
  ...{ id: ID, revision: 2, status: 'proposed', title: 'Spring', basedOn: 3, effectiveFrom: null, digest: 'd1g3s7' },
  ...{ changedBy: 'maria', changedAt: '2026-11-23T10:00:00.000Z', signatures: [], refusal: null, version: null },
  ...{ changes: ['Attended a webinar: points 8 → 12'], yaml: defaultAgreementYaml },
};

beforeAll(async () => {
  await installation.start();
  cwd = await mkdtemp(join(tmpdir(), 'smarketing-proposals-'));
  await writeFile(join(cwd, 'spring.yaml'), defaultAgreementYaml);
});
afterAll(async () => {
  await installation.stop();
  await rm(cwd, { recursive: true });
});
afterEach(() => {
  installation.answer = () => undefined;
  installation.requests.length = 0;
});

/** Answers by method and the end of the path. */
function answers(by: Readonly<Record<string, FakeAnswer>>): void {
  installation.answer = ({ method, path }) =>
    by[Object.keys(by).find((key) => key === `${method} ${path.replace('/api/agreements/', '')}`) ?? ''];
}

async function run(...args: string[]) {
  const terminal = fakeTerminal({ env: installation.env, cwd });
  const code = await runCommandLine(['agreement', ...args], terminal);
  return { code, out: terminal.stdout(), err: terminal.stderr() };
}

const sent = () =>
  installation.requests.map(({ method, path, body }) => [method, path.replace('/api/agreements/', ''), body]);

describe('a proposal', () => {
  test('is written, proposed, and tells each side how to sign exactly that', async () => {
    answers({
      'POST drafts': { status: 201, body: proposal },
      [`POST drafts/${ID}/propose`]: { body: proposal },
      [`GET drafts/${ID}`]: { body: proposal },
    });
    const { code, out } = await run('propose', 'spring.yaml', '--from', '2027-01-01T00:00:00+01:00');
    expect(code).toBe(0);
    expect(sent().slice(0, 2)).toEqual([
      ['POST', 'drafts', { yaml: defaultAgreementYaml }],
      ['POST', `drafts/${ID}/propose`, { effectiveFrom: '2026-12-31T23:00:00.000Z' }],
    ]);
    expect(out).toContain('Against version 3:\n  Attended a webinar: points 8 → 12');
    expect(out).toContain(`npx smarketing agreement approve ${ID} --side sales --digest d1g3s7`);
    expect((await run('propose', 'spring.yaml', '--from', 'tomorrow')).code).toBe(2);
  });

  test('takes the place of another by naming the revision that was read', async () => {
    answers({
      [`PUT drafts/${ID}`]: { body: proposal },
      [`POST drafts/${ID}/propose`]: { body: proposal },
      [`GET drafts/${ID}`]: { body: proposal },
    });
    expect((await run('propose', 'spring.yaml', '--revises', ID)).code).toBe(0);
    expect(sent()[1]).toEqual(['PUT', `drafts/${ID}`, { yaml: defaultAgreementYaml, revision: 2 }]);
  });

  test('is signed only under what was read: without its digest it is shown', async () => {
    answers({
      [`GET drafts/${ID}`]: { body: proposal },
      [`POST drafts/${ID}/approve`]: { body: { ...proposal, status: 'agreed', version: 4 } },
    });
    const shown = await run('approve', ID, '--side', 'sales');
    expect(shown.out).toMatch(/Attended a webinar[^]*approve .* --side sales --digest d1g3s7/);
    expect(sent()).toEqual([['GET', `drafts/${ID}`, undefined]]);
    const signed = await run('approve', ID, '--side', 'sales', '--digest', 'd1g3s7');
    expect(signed).toMatchObject({ code: 0, out: '"Spring" is agreed, as version 4.' });
    expect(sent()[1]).toEqual(['POST', `drafts/${ID}/approve`, { side: 'sales', digest: 'd1g3s7' }]);
    expect((await run('approve', ID)).code).toBe(2);
    expect((await run('approve', 'spring', '--side', 'sales')).err).toMatch(/is no proposal/);
  });

  test('is not signed by whom the other side knows already: the refusal is told', async () => {
    const detail = 'Bo has signed for the other side: nobody signs for both.';
    answers({
      [`POST drafts/${ID}/approve`]: { status: 403, body: { title: 'one person two sides', status: 403, detail } },
    });
    const { code, err } = await run('approve', ID, '--side', 'sales', '--digest', 'd1g3s7');
    expect(code).toBe(1);
    expect(err).toContain(detail);
  });

  test('is refused with a reason', async () => {
    const refusal = { by: 'sam', because: 'Too many P2.' };
    answers({ [`POST drafts/${ID}/refuse`]: { body: { ...proposal, status: 'refused', refusal } } });
    expect((await run('refuse', ID, '--because', 'Too many P2.')).out).toBe(
      '"Spring" is refused by sam, who says: "Too many P2.".',
    );
    expect((await run('refuse', ID)).code).toBe(2);
  });

  test('stands in a list, and differs in words from what is in force', async () => {
    const signatures = [{ side: 'marketing', name: 'Maria Lind', at: '' }];
    answers({
      'GET drafts': { body: { items: [{ ...proposal, signatures }], nextCursor: null } },
      [`GET drafts/${ID}`]: {
        body: { ...proposal, yaml: defaultAgreementYaml.replace('freshnessDays: 30', 'freshnessDays: 45') },
      },
    });
    expect((await run('proposals')).out).toBe(
      `${ID}  "Spring": proposed, to be in force as soon as both have signed; signed by Maria Lind for marketing`,
    );
    expect((await run('diff', 'default', ID)).out).toBe('Qualification: evidence routes nobody after 30 → 45 days');
  });
});

describe('the ladder and the trail', () => {
  test('one side steps down', async () => {
    answers({ 'POST step-down': { status: 201, body: { version: 5, ladder: 'watch' } } });
    expect((await run('step-down', 'watch')).out).toBe('Version 5 is in force, on the rung "watch".');
    expect(sent()).toEqual([['POST', 'step-down', { to: 'watch' }]]);
  });

  test('the trail reads as it happened', async () => {
    const entry = {
      at: '2026-11-23T10:00:00.000Z',
      by: 'sam',
      action: 'signed',
      proposalId: ID,
      version: null,
      details: ['For sales.'],
    };
    answers({ 'GET audit?limit=5': { body: { items: [entry], nextCursor: null } } });
    expect((await run('audit', '--limit', '5')).out).toBe(
      `2026-11-23 10:00:00 UTC  sam signed proposal ${ID}\n  For sales.`,
    );
  });
});
