import { engagementRecorded, type CloudEvent } from '@smarketing/contracts';
import { encodeRecords, laneOf, type EventLog } from '@smarketing/messaging';
import type { Metrics } from '@smarketing/service-kit';
import { leadIdOf } from './generate-leads.ts';

const EVERY_MS = 50;

export type Latency = {
  readonly events: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
};

/** What prospects do meanwhile, as ingestion would record it; and how long it takes until that is scored and committed. */
export class LiveLoad {
  readonly #log: EventLog;
  readonly #leads: number;
  readonly #perSecond: number;
  readonly #numbers: Record<number, Record<string, number>> = {};
  #latencies: number[] = [];
  #sent = 0;
  #ending = false;
  #sending: Promise<void> = Promise.resolve();

  constructor(log: EventLog, metrics: Metrics, options: { readonly leads: number; readonly perSecond: number }) {
    this.#log = log;
    this.#leads = options.leads;
    this.#perSecond = options.perSecond;
    const { eventAge } = metrics;
    const observe = eventAge.observe.bind(eventAge) as (labels: object, seconds: number) => void;
    eventAge.observe = ((labels: object, seconds: number) => {
      this.#latencies.push(seconds * 1_000);
      observe(labels, seconds);
    }) as typeof eventAge.observe;
  }

  start(): void {
    this.#sending = this.#run();
  }

  async stop(): Promise<void> {
    this.#ending = true;
    await this.#sending;
  }

  get sent(): number {
    return this.#sent;
  }

  /** Of what was scored since the last time that this was asked. */
  latency(): Latency {
    const sorted = this.#latencies.toSorted((a, b) => a - b);
    this.#latencies = [];
    const at = (share: number): number => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
    return { events: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
  }

  async #run(): Promise<void> {
    const startedMs = performance.now();
    while (!this.#ending) {
      const owed = Math.floor(((performance.now() - startedMs) / 1_000) * this.#perSecond) - this.#sent;
      const records = Array.from({ length: owed }, () => this.#next()).flat();
      if (records.length > 0) await this.#log.append(records);
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  }

  #next(): ReturnType<typeof encodeRecords> {
    const n = this.#sent++;
    const subject = leadIdOf((n * 6_007) % this.#leads);
    const now = new Date();
    const at = now.toISOString();
    const lane = laneOf(subject);
    const event: CloudEvent = {
      ...{ specversion: '1.0', id: `live-${n}`, source: 'smarketing/ingestion', type: engagementRecorded.type },
      ...{ subject, time: at, receivedat: at },
      data: {
        ...{ eventId: `live-${n}`, source: 'website', occurredAt: at, receivedAt: at, type: 'page_viewed' },
        properties: { url: 'https://engines.example/products/1', path: '/products/1' },
      },
    };
    const numbers = (this.#numbers[lane] ??= {});
    return encodeRecords('ingestion', lane, [{ topic: engagementRecorded.topic, event }], numbers, now.getTime());
  }
}
