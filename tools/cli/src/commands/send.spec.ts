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

async function send(text: string, ...args: string[]) {
  const terminal = fakeTerminal({ env: installation.env, readStdin: () => Promise.resolve(text) });
  return { code: await runCommandLine(['send', '-', ...args], terminal), terminal };
}

describe('sending events', () => {
  test('each goes by its way and key', async () => {
    const { code, terminal } = await send(
      [
        '{"type":"track","event":"Content Downloaded","userId":"u","messageId":"m"}',
        '{"type":"pricing_viewed","id":"1","data":{"email":"a@b.example"}}',
        '{"type":"call_logged","id":"2","data":{"email":"a@b.example"}}',
      ].join('\n'),
    );
    expect(code).toBe(0);
    expect(terminal.stdout()).toBe('3 accepted, 0 refused');
    expect(installation.requests.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/v1/batch', `Basic ${Buffer.from('the-write-key:').toString('base64')}`],
      ['/events', 'Bearer the-write-key'],
      ['/events', 'Bearer the-api-key'],
    ]);
    expect(installation.requests[0]?.body).toEqual({
      batch: [{ type: 'track', event: 'Content Downloaded', userId: 'u', messageId: 'm' }],
      sentAt: '2026-11-23T10:00:00.500Z',
    });
  });

  test('what is refused is told with its line, and exits 1', async () => {
    installation.answer = ({ body }) =>
      JSON.stringify(body).includes('"time"')
        ? {
            status: 400,
            body: { detail: 'Nothing was taken in', errors: [{ field: '[1].time', message: 'is no instant' }] },
          }
        : undefined;
    const { code, terminal } = await send('[\n{"type":"a"},\n{"type":"b","time":"x"},\noops]', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(terminal.stdout())).toEqual({
      accepted: 1,
      refused: [
        { line: 3, reason: 'time: is no instant' },
        { line: 4, reason: expect.stringMatching(/^is no JSON/) },
      ],
    });
  });

  test('waits, if it shall, until all of it is processed', async () => {
    const { code } = await send('{"type":"a"}', '--wait');
    expect(code).toBe(0);
    expect(installation.requests.map(({ path }) => path)).toEqual(['/events', '/api/flow']);
  });
});
