import { expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { Clock } from '../clock.ts';
import { OutboxGauge } from './outbox-gauge.ts';

class StandingClock extends Clock {
  now(): number {
    return 10_000;
  }
}

test('the age of the outbox is that of the oldest batch of all services, and 0 where all is published', async () => {
  const registry = new Registry();
  const gauge = new OutboxGauge(registry, new StandingClock());
  const age = async () => /^smarketing_outbox_oldest_seconds (.*)$/m.exec(await registry.metrics())?.[1];
  expect(await age()).toBe('0');
  const [scoring, routing] = [{ oldestUnpublishedAtMs: null as number | null }, { oldestUnpublishedAtMs: 8_500 }];
  gauge.watch(scoring);
  gauge.watch(routing);
  expect(await age()).toBe('1.5');
  scoring.oldestUnpublishedAtMs = 4_000;
  expect(await age()).toBe('6');
});
