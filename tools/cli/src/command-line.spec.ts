import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runCommandLine } from './command-line.ts';
import { FakeInstallation } from './scene/fake-installation.ts';
import { fakeTerminal } from './scene/fake-terminal.ts';

const installation = new FakeInstallation();

beforeEach(async () => {
  await installation.start();
});

afterEach(async () => {
  installation.answer = () => undefined;
  installation.requests.length = 0;
  await installation.stop();
});

describe('the command line', () => {
  test('explains itself on stdout', async () => {
    const terminal = fakeTerminal();
    expect(await runCommandLine(['--help'], terminal)).toBe(0);
    expect(terminal.stdout()).toMatch(/Exit codes: 0 done, 1 failed, 2 called wrongly/);
    expect(terminal.stderr()).toBe('');
  });

  test.each([
    ['no command', []],
    ['a command that there is not', ['learn', 'x.csv']],
    ['an option that there is not', ['doctor', '--quick']],
    ['a missing argument', ['explain']],
    ['a mapping that is missing', ['import', 'x.csv']],
    ['a number that is none', ['tail', '--count', '0']],
    ['a URL that is none', ['doctor', '--url', 'nowhere']],
    ['a file that there is not', ['send', 'none.ndjson']],
    ['a key that is none', ['doctor', '--key', '']],
    ['no brokers', ['topics', 'apply']],
    ['no database', ['migrate']],
  ])('exits 2 on %s', async (_, args) => {
    const terminal = fakeTerminal();
    expect(await runCommandLine(args, terminal)).toBe(2);
    expect(terminal.stderr()).not.toBe('');
    expect(terminal.stdout()).toBe('');
  });

  test('exits 1 with one sentence where nobody answers', async () => {
    const { env } = installation;
    await installation.stop();
    const terminal = fakeTerminal({ env });
    expect(await runCommandLine(['explain', 'ada@example.com'], terminal)).toBe(1);
    expect(terminal.stderr()).toMatch(
      /^Smarketing does not answer at http:\S+ \(ECONNREFUSED\): start it with `npm start`, .*\.$/,
    );
    await installation.start();
  });

  test('exits 1 with one sentence where the key is not known, or missing', async () => {
    installation.answer = () => ({ status: 401, body: { title: 'unauthorized' } });
    const terminal = fakeTerminal({ env: installation.env });
    expect(await runCommandLine(['agreement', 'show'], terminal)).toBe(1);
    expect(terminal.stderr()).toMatch(/does not know the key of SMARKETING_API_KEY/);
    const without = fakeTerminal();
    expect(await runCommandLine(['agreement', 'show', '--url', installation.url], without)).toBe(1);
    expect(without.stderr()).toMatch(/There is an API key neither in SMARKETING_API_KEY nor in .*credentials\.json/);
  });

  test('--key comes before the environment', async () => {
    const terminal = fakeTerminal({ env: installation.env });
    expect(await runCommandLine(['agreement', 'show', '--key', 'smk_p_mine'], terminal)).toBe(1);
    expect(installation.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer smk_p_mine']);
    installation.answer = () => ({ status: 401, body: { title: 'unauthorized' } });
    expect(await runCommandLine(['agreement', 'show', '--key', 'smk_p_mine'], terminal)).toBe(1);
    expect(terminal.stderr()).toMatch(/does not know the key of --key/);
  });

  test('--url comes before the environment', async () => {
    const terminal = fakeTerminal({ env: { ...installation.env, SMARKETING_URL: 'http://127.0.0.1:9' } });
    expect(await runCommandLine(['doctor', '--url', `${installation.url}/`], terminal)).toBe(0);
  });
});
