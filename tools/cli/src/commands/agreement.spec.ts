import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { defaultAgreementYaml } from '@smarketing/agreement';
import { runCommandLine } from '../command-line.ts';
import { FakeInstallation } from '../scene/fake-installation.ts';
import { fakeTerminal } from '../scene/fake-terminal.ts';

const installation = new FakeInstallation();
let cwd: string;

beforeAll(async () => {
  await installation.start();
  cwd = await mkdtemp(join(tmpdir(), 'smarketing-agreement-'));
  await writeFile(join(cwd, 'default.yaml'), defaultAgreementYaml);
  await writeFile(join(cwd, 'changed.yaml'), defaultAgreementYaml.replace('freshnessDays: 30', 'freshnessDays: 45'));
  await writeFile(
    join(cwd, 'wrong.yaml'),
    defaultAgreementYaml.replace('defaultTrack: long-cycle', 'defaultTrack: nowhere'),
  );
});
afterAll(async () => {
  await installation.stop();
  await rm(cwd, { recursive: true });
});
afterEach(() => {
  installation.answer = () => undefined;
  installation.requests.length = 0;
});

async function run(...args: string[]) {
  const terminal = fakeTerminal({ env: installation.env, cwd });
  return { code: await runCommandLine(args, terminal), terminal };
}

describe('the agreement', () => {
  test('is validated without an installation, each problem with its place', async () => {
    expect((await run('agreement', 'validate', 'default.yaml')).code).toBe(0);
    const { code, terminal } = await run('agreement', 'validate', 'wrong.yaml');
    expect(code).toBe(1);
    expect(terminal.stdout()).toMatch(/^wrong\.yaml:\d+:\d+: nurture\.defaultTrack: .*nowhere/);
    const asJson = await run('agreement', 'validate', 'wrong.yaml', '--json');
    expect(JSON.parse(asJson.terminal.stdout())).toMatchObject({
      valid: false,
      problems: [{ path: 'nurture.defaultTrack' }],
    });
    expect(installation.requests).toEqual([]);
  });

  test('lists the reasons with their questions and the answers to choose from', async () => {
    const asks = [
      {
        ...{ field: 'criterion', label: 'Which is not met?', type: 'choice' },
        choices: [
          { value: 'right-size', label: 'The right size' },
          { value: 'country', label: 'country' },
        ],
      },
    ];
    const reason = { code: 'outside', label: 'Outside', kind: 'reject', needsPlanDone: false, asks };
    installation.answer = ({ path }) =>
      path === '/api/agreements/current/reasons' ? { body: { version: 1, items: [reason] } } : undefined;
    expect((await run('agreement', 'reasons')).terminal.stdout()).toBe(
      [
        'outside  Outside (before contact)',
        '  criterion: Which is not met? (choice)',
        '    right-size  The right size',
        '    country',
      ].join('\n'),
    );
  });

  test('differs in words', async () => {
    const { code, terminal } = await run('agreement', 'diff', 'default', 'changed.yaml');
    expect(code).toBe(0);
    expect(terminal.stdout()).toBe('Qualification: evidence routes nobody after 30 → 45 days');
    expect((await run('agreement', 'diff', 'default', 'default.yaml')).terminal.stdout()).toBe(
      'They agree on everything.',
    );
    expect((await run('agreement', 'diff', 'default', 'nowhere.yaml')).code).toBe(2);
  });

  test('is put in force only where it is valid', async () => {
    installation.answer = ({ path }) =>
      path === '/api/agreements/activate'
        ? { status: 201, body: { version: 3, effectiveFrom: '2026-11-23T10:00:00.000Z', signed: false, title: 'Ours' } }
        : undefined;
    expect((await run('agreement', 'activate', 'wrong.yaml')).code).toBe(1);
    expect(installation.requests).toEqual([]);
    const { code, terminal } = await run('agreement', 'activate', 'changed.yaml');
    expect(code).toBe(0);
    expect(terminal.stdout()).toBe('Version 3 of the agreement, "Ours", is in force: on trial, signed by nobody.');
    expect(installation.requests[0]?.body).toEqual({ yaml: readFileSync(join(cwd, 'changed.yaml'), 'utf8') });
  });

  test('is shown in sentences, or as it is written', async () => {
    const shown = {
      version: 0,
      title: 'T',
      signed: false,
      inForce: true,
      effectiveFrom: '2026-11-23T10:00:00.000Z',
      yaml: defaultAgreementYaml,
    };
    installation.answer = ({ path }) => (path === '/api/agreements/0' ? { body: shown } : undefined);
    const { terminal } = await run('agreement', 'show', '0');
    expect(terminal.stdout()).toMatch(/^Version 0, "T": in force since [^]*routing/);
    expect((await run('agreement', 'show', '0', '--yaml')).terminal.stdout()).toBe(defaultAgreementYaml.trimEnd());
    expect((await run('agreement', 'show', 'newest')).code).toBe(2);
  });
});

describe('the examples of a software company and of an agency', () => {
  test.each(['b2b-software', 'agency-long-cycle'])('%s is a valid agreement', async (name) => {
    const { code, terminal } = await run(
      'agreement',
      'validate',
      resolve(import.meta.dirname, `../../../../examples/${name}.yaml`),
    );
    expect([code, terminal.stdout()]).toEqual([0, expect.stringMatching(/is a valid agreement/)]);
  });
});

describe('the example for the Olist data', () => {
  const examples = resolve(import.meta.dirname, '../../../../examples/olist');

  test('is a valid agreement', async () => {
    const { code, terminal } = await run('agreement', 'validate', join(examples, 'agreement.yaml'));
    expect([code, terminal.stdout()]).toEqual([0, expect.stringMatching(/is a valid agreement/)]);
  });

  test('sets its reps', async () => {
    installation.answer = ({ path, body }) => ({ body: { id: path.split('/').at(-1), ...(body as object) } });
    const { code, terminal } = await run('reps', 'apply', join(examples, 'reps.yaml'));
    expect(code).toBe(0);
    expect(terminal.stdout()).toMatch(/^10 reps are set: Ana Figueira, /);
    expect(installation.requests.map(({ method, path }) => `${method} ${path}`)).toContain(
      'PUT /api/reps/ana-figueira',
    );
  });

  test('says what a document would have changed', async () => {
    const lead = {
      leadId: 'l1',
      at: '2026-11-20T10:00:00.000Z',
      priority: 'P1',
      pool: 'all',
      because: 'Prices',
      otherwise: 'No rule',
    };
    const none = { count: 0, leads: [] };
    const pool = {
      ...{ pool: 'all', qualified: 3, perWorkingDay: 0.1, repsNeeded: 1, reps: 2, capacityPerWorkingDay: 8 },
      daysOver: { count: 0, days: [] },
    };
    const busy = { count: 2, days: [{ day: '2026-11-20', leads: 9, capacity: 8 }] };
    const more = { ...pool, qualified: 10, perWorkingDay: 0.33, daysOver: busy };
    const empty = { ...pool, pool: 'empty', qualified: 1, reps: 0 };
    const promised = {
      ...{
        priority: 'P1',
        leads: 7,
        firstTouchMinutes: 60,
        came: { open: 4, closed: 2, nobody: 1 },
        inTimeAtBest: 0.571,
      },
      worst: { at: '2026-11-20T09:00:00.000Z', pool: 'all', leads: 4, reps: 1 },
    };
    installation.answer = ({ path }) =>
      path === '/api/agreements/preview'
        ? {
            body: {
              ...{ against: 4, from: '2026-10-24T10:00:00.000Z', until: '2026-11-23T10:00:00.000Z', leads: 90 },
              profilesNotedSince: '2026-11-01T10:00:00.000Z',
              now: {
                qualified: 3,
                metBefore: 0,
                withoutColleagues: [],
                byPriority: { P0: 3 },
                byPool: [pool],
                promises: [],
              },
              then: {
                ...{ qualified: 10, metBefore: 2, withoutColleagues: ['Three people'] },
                ...{ byPriority: { P0: 3, P1: 7 }, byPool: [more, empty], promises: [promised] },
              },
              enters: { count: 7, leads: Array.from({ length: 7 }, () => lead) },
              ...{ leaves: none, winsMissed: none, lossesSpared: none },
            },
          }
        : undefined;
    const { code, terminal } = await run('agreement', 'preview', 'changed.yaml', '--days', '31');
    expect(code).toBe(0);
    expect(installation.requests.at(-1)?.body).toMatchObject({ days: 31 });
    const said = terminal.stdout();
    expect(said).toContain('Under version 4, 3 of them would have qualified; under this document 10.');
    expect(said).toMatch(/│ P1 +│ 0 +│ 7 +│[^]*│ pool all +│ 3 +│ 10 +│ 0\.1 → 0\.33 +│ 8 → 8 +│ 1 → 1 +│ 2 +│/);
    expect(said).toContain(
      'It is noted only since 2026-11-01 what was known of people at each time: before, the earliest of it counts.',
    );
    expect(said).toContain(
      'On 2 days (now 0) pool all would get more than its people take, at worst on 2026-11-20: 9 leads, where they take 8.',
    );
    expect(said).toContain('Of those, 0 (then 2) met the definition before that time already');
    expect(said).toContain('by "Three people" more may qualify than are counted here.');
    expect(said).toContain('Nobody works for pool empty: 1 lead would wait there.');
    expect(said).toContain(
      '  P1, a first touch within 60 business minutes: 57 % of 7 at best, 2 of them came outside of hours, for 1 there is nobody; at worst 4 waited at once for 1 rep (2026-11-20 09:00 UTC)',
    );
    expect(said).toMatch(
      /7 enter:\n {2}l1 on 2026-11-20, P1: Prices; else: No rule\n[^]* {2}and 2 more\nNobody leaves\.$/,
    );
    expect((await run('agreement', 'preview', 'changed.yaml', '--days', 'many')).code).toBe(2);
    expect((await run('agreement', 'preview', 'wrong.yaml')).code).toBe(1);
  });

  describe('with a hunch', () => {
    const rule = {
      section: ['exclusions'],
      value: {
        id: 'exclude-headcount',
        label: 'Tiny',
        when: { field: 'headcount', op: 'lt', value: 5 },
        goesTo: 'nobody',
      },
      ...{ points: null, problems: [] },
    };
    const answer = (more: object = {}) => ({
      ...{ against: 4, unknown: 3, differs: 'less', rule },
      matching: {
        ...{ leads: 40, qualified: 30, accepted: 9, won: 1, lost: 24 },
        winRate: { rate: 0.04, lower: 0.007, upper: 0.195 },
      },
      rest: { leads: 60, qualified: 5, accepted: 2, won: 0, lost: 0, winRate: null },
      ...more,
    });
    const answering = (body: object) => {
      installation.answer = ({ path }) =>
        path === '/api/agreements/hunch'
          ? { body }
          : path === '/api/agreements/current'
            ? { body: { yaml: defaultAgreementYaml } }
            : undefined;
    };

    test('says what came of it, and drafts the rule into a document', async () => {
      answering(answer());
      const asked = ['agreement', 'hunch', '--when', '{ field: headcount, op: lt, value: 5 }', '--exclude'];
      const { code, terminal } = await run(...asked, '--draft', 'drafted.yaml');
      expect(code).toBe(0);
      expect(installation.requests.find(({ path }) => path === '/api/agreements/hunch')?.body).toEqual({
        who: { field: 'headcount', op: 'lt', value: 5 },
        as: 'exclusion',
      });
      const said = terminal.stdout();
      expect(said).toMatch(/for whom it holds +│ 40 +│ 30 +│ 9 +│ 1 +│ 24 +│ 4\.0 % \(0\.7–19\.5 %\)/);
      expect(said).toMatch(/all others +│ 60 [^\n]*none has ended/);
      expect(said).toContain('are won less often: the intervals lie apart.');
      expect(said).toContain('As a rule, at the end of exclusions of version 4:\n\n- id: exclude-headcount\n');
      expect((await run('agreement', 'validate', 'drafted.yaml')).code).toBe(0);
      expect((await run('agreement', 'diff', 'default', 'drafted.yaml')).terminal.stdout()).toContain('Tiny');
      // Once more into the same file: the rule is there already.
      expect((await run(...asked, '--draft', 'drafted.yaml')).code).toBe(1);
    });

    test('asks what somebody did, and says why there is no rule', async () => {
      answering(
        answer({ rule: null, because: 'They do as well as all others: it is worth no points.', differs: null }),
      );
      const did = ['agreement', 'hunch', '--did', 'pricing_viewed', '--times', '3', '--days', '7'];
      const { code, terminal } = await run(...did, '--did-when', '{ field: properties.plan, op: eq, value: team }');
      expect(code).toBe(0);
      expect(installation.requests.at(-1)?.body).toEqual({
        did: {
          event: 'pricing_viewed',
          when: { field: 'properties.plan', op: 'eq', value: 'team' },
          within: { times: 3, days: 7 },
        },
      });
      expect(terminal.stdout()).toMatch(/it is worth no points\.$/);
      expect((await run(...did, '--draft', 'none.yaml')).code).toBe(1);
    });

    test.each([
      [[]],
      [['--when', '{ field: ']],
      [['--when', '{ field: a, op: exists }', '--times', '3', '--days', '7']],
      [['--did', 'x', '--times', '3']],
    ])('is not asked with %j', async (options) => {
      expect((await run('agreement', 'hunch', ...options)).code).toBe(2);
    });
  });
});
