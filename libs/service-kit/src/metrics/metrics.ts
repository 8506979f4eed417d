import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { BoundedLabel } from './bounded-label.ts';

const BATCH_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const AGE_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800];
const LATENESS_SECONDS = [0, 60, 300, 900, 1_800, 3_600, 14_400, 86_400, 259_200];

/** The process's metrics. No ids or addresses in labels. */
export class Metrics {
  readonly registry = new Registry();

  readonly eventsIngested = new Counter({
    name: 'smarketing_events_ingested_total',
    help: 'Events taken in, by source and what became of them.',
    labelNames: ['source', 'outcome'],
    registers: [this.registry],
  });
  /** Sources are whatever clients call themselves. */
  readonly sources = new BoundedLabel(50);
  readonly eventAge = new Histogram({
    name: 'smarketing_event_age_seconds',
    help: 'Age of an event, since the edge received what caused it, when a stage has committed it.',
    labelNames: ['stage'],
    buckets: AGE_SECONDS,
    registers: [this.registry],
  });
  readonly batchSeconds = new Histogram({
    name: 'smarketing_reactor_batch_seconds',
    help: 'Duration of a batch: load, decide, save, commit.',
    labelNames: ['reactor'],
    buckets: BATCH_SECONDS,
    registers: [this.registry],
  });
  readonly deadLetters = new Counter({
    name: 'smarketing_dead_letters_total',
    help: 'What could not be processed and was set aside.',
    labelNames: ['reactor', 'reason'],
    registers: [this.registry],
  });
  readonly eventsPublished = new Counter({
    name: 'smarketing_events_published_total',
    help: 'Events that a service decided, by type.',
    labelNames: ['service', 'type'],
    registers: [this.registry],
  });
  readonly leadsQualified = new Counter({
    name: 'smarketing_leads_qualified_total',
    help: 'Leads that met the definition.',
    labelNames: ['priority'],
    registers: [this.registry],
  });
  readonly leadsRouted = new Counter({
    name: 'smarketing_leads_routed_total',
    help: 'Leads handed to a rep, by pool.',
    labelNames: ['pool'],
    registers: [this.registry],
  });
  readonly slaBreaches = new Counter({
    name: 'smarketing_sla_breaches_total',
    help: 'Promises not kept.',
    labelNames: ['side', 'kind', 'priority'],
    registers: [this.registry],
  });
  readonly slaLateness = new Histogram({
    name: 'smarketing_sla_lateness_seconds',
    help: 'How long after it was due a promise was kept; 0 for what was in time.',
    labelNames: ['kind'],
    buckets: LATENESS_SECONDS,
    registers: [this.registry],
  });
  readonly consumerLag = new Gauge({
    name: 'smarketing_consumer_lag_records',
    help: 'Records of a topic that a group has not committed yet.',
    labelNames: ['topic', 'group', 'partition'],
    registers: [this.registry],
  });
  readonly buildInfo = new Gauge({
    name: 'smarketing_build_info',
    help: 'Always 1; the labels say what runs.',
    labelNames: ['version', 'node'],
    registers: [this.registry],
  });

  constructor(version: string) {
    this.buildInfo.set({ version, node: process.version }, 1);
    collectDefaultMetrics({ register: this.registry });
  }
}
