import type { OnApplicationBootstrap } from '@nestjs/common';
import type { EventLog } from '@smarketing/messaging';
import type { Metrics } from '@smarketing/service-kit';
import { readLags } from './read-lags.ts';

type Parts = {
  readonly metrics: Metrics;
  readonly log: EventLog;
};

/** Gauges of the whole installation that the console reads at each scrape. */
export class ConsoleGauges implements OnApplicationBootstrap {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  onApplicationBootstrap(): void {
    const { metrics, log } = this.#parts;
    // The gauge belongs to every process; only here is it known, and only then is it worth asking the log.
    Object.assign(metrics.consumerLag, { collect: () => this.#readLag(log, metrics) });
  }

  /** A log that cannot be asked must not cost the other metrics of the scrape. */
  async #readLag(log: EventLog, { consumerLag }: Metrics): Promise<void> {
    const lags = await readLags(log).catch(() => []);
    consumerLag.reset();
    for (const { topic, groups } of lags) {
      for (const { group, byPartition } of groups) {
        byPartition.forEach((lag, partition) => consumerLag.set({ topic, group, partition: String(partition) }, lag));
      }
    }
  }
}
