import { expect, test } from '@jest/globals';
import type { CloudEvent } from '@smarketing/contracts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { Metrics } from '../metrics/metrics.ts';
import type { FlowProgress } from './flow-progress.ts';
import { observeRunner } from './runner-observer.ts';

const [DUE, MET] = ['2026-03-02T09:00:00.000Z', '2026-03-02T10:00:00.000Z'];
const CLOCK = { side: 'sales', kind: 'first-touch', priority: 'P0', dueAt: DUE, metAt: MET };

async function figuresAfter(act: boolean | undefined): Promise<Record<string, number | undefined>> {
  const metrics = new Metrics('0.0.0');
  const parts = { metrics, progress: {} as FlowProgress, logger: {} as Logger, clock: {} as Clock };
  const { decided } = observeRunner('sla', parts);
  for (const type of ['smarketing.sla.breached.v1', 'smarketing.clock.met.v1']) {
    const data = { ...CLOCK, ...(act === undefined ? {} : { act }) };
    decided({ specversion: '1.0', id: type, source: 'sla', type, subject: 'lead-1', time: MET, data } as CloudEvent);
  }
  const breaches = await metrics.slaBreaches.get();
  const lateness = await metrics.slaLateness.get();
  return {
    breaches: breaches.values[0]?.value,
    lateness: lateness.values.find(({ metricName }) => metricName?.endsWith('_sum'))?.value,
  };
}

test.each([undefined, true])('a promise that was broken is counted (act: %s)', async (act) => {
  expect(await figuresAfter(act)).toEqual({ breaches: 1, lateness: 3_600 });
});

test('one that was only measured is not', async () => {
  expect(await figuresAfter(false)).toEqual({ breaches: undefined, lateness: undefined });
});
