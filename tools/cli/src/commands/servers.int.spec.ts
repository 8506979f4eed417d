import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestKafka, startTestPostgres, type TestKafka, type TestPostgres } from '@smarketing/testing';
import { runCommandLine } from '../command-line.ts';
import { fakeTerminal } from '../scene/fake-terminal.ts';

let kafka: TestKafka;
let postgres: TestPostgres;

beforeAll(async () => {
  [kafka, postgres] = await Promise.all([startTestKafka(), startTestPostgres()]);
}, 120_000);

afterAll(async () => {
  await Promise.all([kafka?.stop(), postgres?.stop()]);
}, 30_000);

async function run(env: Record<string, string>, ...args: string[]) {
  const terminal = fakeTerminal({ env });
  return { code: await runCommandLine(args, terminal), terminal };
}

describe('the one-shot jobs of a distributed installation', () => {
  it('creates the topics, and changes nothing the second time', async () => {
    const env = { KAFKA_BROKERS: kafka.brokers.join(',') };
    const first = await run(env, 'topics', 'apply');
    expect(first.terminal.stderr()).toBe('');
    expect(first.code).toBe(0);
    expect(first.terminal.stdout()).toMatch(/^smarketing\.intake\.v1 \(24\)$/m);
    const second = await run(env, 'topics', 'apply', '--json');
    expect(second.code).toBe(0);
    expect(JSON.parse(second.terminal.stdout())).toMatchObject({
      topics: expect.arrayContaining([{ name: 'smarketing.agreement.v1', partitions: 1 }]),
    });
  }, 60_000);

  it("brings every service's schema up to date, as often as it is asked to", async () => {
    const env = { DATABASE_URL: await postgres.freshDatabase() };
    const first = await run(env, 'migrate');
    expect(first.terminal.stderr()).toBe('');
    expect(first.code).toBe(0);
    expect(first.terminal.stdout()).toMatch(/^Up to date: .*ingestion.*scoring/);
    expect((await run(env, 'migrate')).code).toBe(0);
  }, 60_000);

  it('are found by the doctor to answer', async () => {
    const env = { DATABASE_URL: await postgres.freshDatabase(), KAFKA_BROKERS: kafka.brokers.join(',') };
    const { terminal } = await run(env, 'doctor', '--url', 'http://127.0.0.1:9');
    expect(terminal.stdout()).toMatch(/✓ PostgreSQL: answers\n✓ Kafka: answers at 127\.0\.0\.1:\d+/);
  }, 60_000);
});
