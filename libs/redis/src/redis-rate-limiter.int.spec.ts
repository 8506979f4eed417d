import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startFaultProxy } from '@smarketing/fault-proxy';
import { eventually, startTestRedis } from '@smarketing/testing';
import type { TestRedis } from '@smarketing/testing';
import { connectRedis } from './connect-redis.ts';
import type { RedisConnection } from './connect-redis.ts';
import { rateLimiterContract } from './rate-limiter.contract.ts';
import { RedisRateLimiter } from './redis-rate-limiter.ts';

let redis: TestRedis;
let connection: RedisConnection;
let told: string[];

beforeAll(async () => {
  redis = await startTestRedis();
}, 60_000);
afterAll(() => redis?.stop());

beforeEach(async () => {
  told = [];
  connection = connectRedis(redis.url, (level, message) => told.push(`${level}: ${message}`));
  await eventually(() => expect(connection.client.status).toBe('ready'));
});
afterEach(() => connection.close());

rateLimiterContract('RedisRateLimiter', (limit) => new RedisRateLimiter(connection.client, randomUUID(), limit));

describe('RedisRateLimiter', () => {
  test('processes count together', async () => {
    const other = connectRedis(redis.url, () => undefined);
    await eventually(() => expect(other.client.status).toBe('ready'));
    const [here, there] = [connection, other].map(
      ({ client }) => new RedisRateLimiter(client, 'shared', { points: 1, windowSeconds: 30 }),
    );
    expect((await here!.take('a', 1)).allowed).toBe(true);
    expect((await there!.take('a', 1)).allowed).toBe(false);
    await other.close();
  });

  test('without Redis requests go on under a limit of the process, and it counts together again when Redis is back', async () => {
    const limiter = new RedisRateLimiter(connection.client, 'outage', { points: 2, windowSeconds: 30 });
    await limiter.take('a', 2);
    await redis.kill();
    await eventually(() => expect(connection.client.status).not.toBe('ready'));
    const answers = await Promise.all(['a', 'a', 'a'].map((key) => limiter.take(key, 1)));
    expect(answers.map(({ allowed }) => allowed)).toEqual([true, true, false]);
    await redis.restart();
    await eventually(() => expect(connection.client.status).toBe('ready'));
    expect((await limiter.take('a', 1)).allowed).toBe(true);
    expect(told).toEqual(['warn: Redis is away; going on without it', 'info: Redis is back']);
  });

  test('a Redis that takes commands and never answers is waited for once, not by every request', async () => {
    const { hostname, port } = new URL(redis.url);
    const proxy = await startFaultProxy({ target: { host: hostname, port: Number(port) } });
    const silent = connectRedis(proxy.through(redis.url), (level, message) => told.push(`${level}: ${message}`));
    try {
      const limiter = new RedisRateLimiter(silent.client, 'silent', { points: 2, windowSeconds: 30 });
      await eventually(() => expect(silent.client.status).toBe('ready'));
      proxy.blackHole();
      expect((await limiter.take('a', 2)).allowed).toBe(true);
      await eventually(() => expect(silent.client.status).not.toBe('ready'));
      // From now on nobody asks it until it answers again.
      expect((await limiter.take('a', 1)).allowed).toBe(false);
      proxy.heal();
      await eventually(() => expect(silent.client.status).toBe('ready'));
      expect((await limiter.take('a', 1)).allowed).toBe(true);
      expect(told).toEqual(['warn: Redis is away; going on without it', 'info: Redis is back']);
    } finally {
      await silent.close();
      await proxy.close();
    }
  }, 30_000);

  test('a Redis that was never there is neither waited for nor an error', async () => {
    const absent = connectRedis('redis://127.0.0.1:1', () => undefined);
    const limiter = new RedisRateLimiter(absent.client, 'absent', { points: 1, windowSeconds: 30 });
    expect((await limiter.take('a', 1)).allowed).toBe(true);
    await absent.close();
  });
});
