import type { LaneRunner } from '@smarketing/messaging';
import { Gauge, type Registry } from 'prom-client';
import type { Clock } from '../clock.ts';

/** How long the oldest batch of this process has been committed and not yet taken by the log. Known without asking anybody. */
export class OutboxGauge {
  private readonly runners: Pick<LaneRunner, 'oldestUnpublishedAtMs'>[] = [];

  constructor(registry: Registry, clock: Clock) {
    const oldest = new Gauge({
      name: 'smarketing_outbox_oldest_seconds',
      help: 'Age of the oldest batch that is committed and that the log has not acknowledged yet; 0 where there is none.',
      registers: [registry],
      collect: () => {
        const since = Math.min(...this.runners.map((runner) => runner.oldestUnpublishedAtMs ?? Infinity));
        oldest.set(since === Infinity ? 0 : Math.max(0, clock.now() - since) / 1_000);
      },
    });
  }

  watch(runner: Pick<LaneRunner, 'oldestUnpublishedAtMs'>): void {
    this.runners.push(runner);
  }
}
