import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, startTestKafka, startTestPostgres } from '@smarketing/testing';
import type { TestKafka, TestPostgres } from '@smarketing/testing';
import kafkajs from 'kafkajs';
import pg from 'pg';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';

describe('Kafka through the proxy', () => {
  const TOPIC = 'fault-proxy';
  let kafka: TestKafka;
  let proxy: FaultProxy;
  let client: kafkajs.Kafka;
  let producer: kafkajs.Producer;

  beforeAll(async () => {
    const advertise = async (port: number): Promise<number> => {
      proxy = await startFaultProxy({ target: { host: '127.0.0.1', port }, protocol: 'kafka', seed: 7 });
      return proxy.port;
    };
    kafka = await startTestKafka({ advertise });
    client = new kafkajs.Kafka({
      brokers: [...kafka.brokers],
      logLevel: kafkajs.logLevel.NOTHING,
      retry: { retries: 0 },
    });
    const admin = client.admin();
    await admin.connect();
    await eventually(() => admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 1 }], waitForLeaders: true }));
    await admin.disconnect();
    producer = client.producer({ idempotent: false, retry: { retries: 0 } });
    await producer.connect();
  }, 120_000);
  afterEach(() => proxy.heal());
  afterAll(async () => {
    await producer?.disconnect();
    await kafka?.stop();
    await proxy?.close();
  }, 60_000);

  const send = async (value: string): Promise<boolean> => {
    try {
      await producer.send({ topic: TOPIC, acks: -1, messages: [{ value }] });
      return true;
    } catch {
      return false;
    }
  };
  const stored = async (): Promise<number> => {
    const admin = client.admin();
    await admin.connect();
    const [offsets] = await admin.fetchTopicOffsets(TOPIC);
    await admin.disconnect();
    return Number(offsets!.high);
  };

  test('every connection leads through it, also those that follow the metadata', async () => {
    expect(await send('plain')).toBe(true);
    proxy.cut();
    expect(await send('cut')).toBe(false);
    proxy.heal();
    expect(await eventually(() => stored())).toBe(1);
  }, 60_000);

  test('a lost ack: Kafka has the record, the producer learns nothing; others are answered', async () => {
    const before = await stored();
    const { lostAcks } = proxy.counters;
    proxy.loseAcks(0.3);
    const outcomes: boolean[] = [];
    for (let n = 0; n < 60; n++) outcomes.push(await send(String(n)));
    proxy.heal();
    const lost = proxy.counters.lostAcks - lostAcks;
    expect(lost).toBeGreaterThan(5);
    expect(lost).toBeLessThan(40);
    // kafkajs itself tells of each: with its retries off none is repeated, and none is missing in the log.
    expect(outcomes.filter((isAcknowledged) => !isAcknowledged)).toHaveLength(lost);
    expect(await stored()).toBe(before + 60);
  }, 60_000);
});

describe('PostgreSQL through the proxy', () => {
  let server: TestPostgres;
  let proxy: FaultProxy;
  let url: string;

  beforeAll(async () => {
    server = await startTestPostgres();
    url = await server.freshDatabase();
    const { hostname, port } = new URL(url);
    proxy = await startFaultProxy({ target: { host: hostname, port: Number(port) }, protocol: 'postgres', seed: 7 });
    await withClient(url, (client) => client.query('CREATE TABLE note (n int PRIMARY KEY)'));
  }, 60_000);
  afterEach(() => proxy.heal());
  afterAll(async () => {
    await proxy?.close();
    await server?.stop();
  }, 60_000);

  /** What COMMIT was answered with, or the message of the error; and whether the row is there. */
  const insert = async (n: number): Promise<{ answer: string; isKept: boolean }> => {
    const answer = await withClient(proxy.through(url), async (client) => {
      await client.query('BEGIN');
      await client.query('INSERT INTO note VALUES ($1)', [n]);
      return (await client.query('COMMIT')).command;
    }).catch((error: Error) => error.message);
    return { answer, isKept: await isKept(n) };
  };
  const isKept = (n: number): Promise<boolean> =>
    withClient(url, async (client) => {
      // Waits for the transaction that wrote the row, if its backend has not ended yet.
      await client.query('BEGIN; LOCK TABLE note');
      return (await client.query('SELECT FROM note WHERE n = $1', [n])).rowCount === 1;
    });

  test('without a fault a COMMIT is a COMMIT', async () => {
    expect(await insert(1)).toEqual({ answer: 'COMMIT', isKept: true });
  });

  test('a connection cut before COMMIT: nothing is kept', async () => {
    proxy.failCommits({ cutBefore: 1 });
    expect(await insert(2)).toEqual({ answer: 'Connection terminated unexpectedly', isKept: false });
  });

  test('a connection cut after COMMIT: it is kept, and nobody hears of it', async () => {
    proxy.failCommits({ cutAfter: 1 });
    expect(await insert(3)).toEqual({ answer: 'Connection terminated unexpectedly', isKept: true });
  });

  test('COMMIT answered with ROLLBACK: nothing is kept, and no error says so', async () => {
    proxy.failCommits({ rolledBack: 1 });
    expect(await insert(4)).toEqual({ answer: 'ROLLBACK', isKept: false });
  });

  test('a lost answer: the statement is carried out, and nobody hears of it', async () => {
    const { lostAnswers } = proxy.counters;
    const rows: unknown[] = [];
    const answer = withClient(proxy.through(url), async (client) => {
      await client.query('SELECT 1');
      proxy.loseAnswers(1);
      const insert = client.query(new pg.Query('INSERT INTO note VALUES (5) RETURNING n'));
      insert.on('row', (row) => rows.push(row));
      await once(insert, 'end');
    });
    await expect(answer).rejects.toThrow('Connection terminated unexpectedly');
    expect(await isKept(5)).toBe(true);
    expect(rows).toEqual([]);
    expect(proxy.counters.lostAnswers).toBe(lostAnswers + 1);
  });

  test('only the share that was asked for is struck, the same for the same seed', async () => {
    const struck = async (seed: number): Promise<string[]> => {
      const before = proxy.counters;
      proxy.reseed(seed);
      proxy.failCommits({ rolledBack: 0.25, cutAfter: 0.25 });
      const answers: string[] = [];
      while (answers.length < 24) {
        const commit = async (client: pg.Client): Promise<string> => {
          await client.query('BEGIN');
          return (await client.query('COMMIT')).command;
        };
        answers.push(await withClient(proxy.through(url), commit).catch(() => 'cut'));
      }
      const count = (wanted: string): number => answers.filter((answer) => answer === wanted).length;
      expect(proxy.counters).toMatchObject({
        commits: before.commits + 24,
        commitsCutAfter: before.commitsCutAfter + count('cut'),
        commitsRolledBack: before.commitsRolledBack + count('ROLLBACK'),
      });
      return answers;
    };
    const first = await struck(11);
    expect(new Set(first)).toEqual(new Set(['COMMIT', 'ROLLBACK', 'cut']));
    expect(await struck(11)).toEqual(first);
    expect(await struck(12)).not.toEqual(first);
  }, 60_000);

  test('large results and statements pass, also where they come in many pieces', async () => {
    const text = 'ß€𝄞'.repeat(400_000);
    const { rows } = await withClient(proxy.through(url), (client) => client.query('SELECT $1::text AS text', [text]));
    expect(rows[0].text === text).toBe(true);
  });

  test('a client that wishes to encrypt is told that the server does not', async () => {
    await expect(withClient(proxy.through(url), (client) => client.query('SELECT 1'), { ssl: true })).rejects.toThrow(
      'The server does not support SSL connections',
    );
  });
});

async function withClient<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
  options: pg.ClientConfig = {},
): Promise<T> {
  const client = new pg.Client({ connectionString: url, ...options });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
