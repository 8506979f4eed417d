import { describe, expect, test } from '@jest/globals';
import { INTAKE } from '@smarketing/contracts';
import { AT_HEADER, MemoryEventLog, laneOf, topicSpecs, type AppendRecord } from '@smarketing/messaging';
import { Clock, Problem, type Principal } from '@smarketing/service-kit';
import type { Statement } from '../domain/statement.ts';
import { IntakeAppender } from './intake-appender.ts';

const NOW = Date.parse('2026-03-02T12:00:00.000Z');
class StandingClock extends Clock {
  nowMs = NOW;
  now(): number {
    return this.nowMs;
  }
}
const principal: Principal = { id: 'website', kind: 'intake-key', scopes: ['intake'], person: null };
const reception = { principal, receivedAtMs: NOW - 5 };
const aPageView = (id: string): Statement => ({
  id,
  source: 'website',
  type: 'page_viewed',
  occurredAtMs: NOW - 1_000,
  contenthash: 'f'.repeat(64),
  data: { who: { anonymousId: 'b1', userId: 'u1' } },
});

/** A log that keeps its callers waiting until it is told to answer. */
class SlowLog extends MemoryEventLog {
  readonly waiting: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];

  override append(_records: readonly AppendRecord[]): Promise<void> {
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }
}

const statusOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Problem ? [error.status, error.headers['retry-after']] : error),
  );

describe('appending to the intake', () => {
  test('puts each statement into the lane of whom it is about, stamped with who sent it', async () => {
    const log = new MemoryEventLog();
    await log.ensureTopics(topicSpecs([INTAKE]));
    await new IntakeAppender(log, new StandingClock()).append([aPageView('m1')], reception);
    const [record] = await log.read(INTAKE, laneOf('website u1'), 0, 10);
    expect(record).toMatchObject({ key: 'website u1', headers: { [AT_HEADER]: String(NOW) } });
    expect(JSON.parse(record!.value)).toMatchObject({
      id: 'm1',
      time: '2026-03-02T11:59:59.000Z',
      receivedat: '2026-03-02T11:59:59.995Z',
      principalid: 'website',
      principalkind: 'intake-key',
      principalscopes: 'intake',
    });
  });

  test('waits for the log, and refuses what comes beyond the bound until there is room again', async () => {
    const log = new SlowLog();
    const appender = new IntakeAppender(log, new StandingClock(), {
      mostAppends: 1,
      mostChars: 10_000,
      patienceMs: 10_000,
    });
    const first = appender.append([aPageView('m1')], reception);
    expect(await statusOf(appender.append([aPageView('m2')], reception))).toEqual([503, '2']);
    log.waiting[0]!.resolve();
    await first;
    const third = appender.append([aPageView('m3')], reception);
    log.waiting[1]!.resolve();
    expect(await statusOf(third)).toBe('done');
  });

  test('bounds the characters that wait as well', async () => {
    const appender = new IntakeAppender(new SlowLog(), new StandingClock(), {
      mostAppends: 9,
      mostChars: 10,
      patienceMs: 10_000,
    });
    expect(await statusOf(appender.append([aPageView('m1')], reception))).toEqual([503, '2']);
  });

  test('a log that fails, or does not answer in time, is a reason to come again', async () => {
    const log = new SlowLog();
    const appender = new IntakeAppender(log, new StandingClock(), { mostAppends: 9, mostChars: 10_000, patienceMs: 5 });
    expect(await statusOf(appender.append([aPageView('m1')], reception))).toEqual([503, '2']);
    const failed = statusOf(appender.append([aPageView('m2')], reception));
    log.waiting[1]!.reject(new Error('gone'));
    expect(await failed).toEqual([503, '2']);
    log.waiting[0]!.reject(new Error('gone'));
  });

  test('tells since when it refuses, until the log takes something again or nobody comes any more', async () => {
    const log = new SlowLog();
    const clock = new StandingClock();
    const appender = new IntakeAppender(log, clock, { mostAppends: 1, mostChars: 10_000, patienceMs: 10_000 });
    const append = (id: string) => statusOf(appender.append([aPageView(id)], reception));
    expect(appender.refusal()).toBeNull();
    const first = append('m1');
    await append('m2');
    clock.nowMs += 60_000;
    expect(appender.refusal()).toEqual({ sinceMs: NOW, because: 'The intake is full at the moment.' });
    log.waiting[0]!.resolve();
    await first;
    expect(appender.refusal()).toBeNull();

    const failing = append('m3');
    log.waiting[1]!.reject(new Error('gone'));
    await failing;
    clock.nowMs += 9_000;
    expect(appender.refusal()).toMatchObject({ because: 'The event log does not answer at the moment.' });
    clock.nowMs += 2_000;
    expect(appender.refusal()).toBeNull();
  });
});
