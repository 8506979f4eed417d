import {
  INTAKE,
  clockMet,
  leadQualified,
  leadRerouted,
  leadRouted,
  slaBreached,
  type CloudEvent,
  type DataOf,
  type ServiceName,
} from '@smarketing/contracts';
import type { RunnerObserver } from '@smarketing/messaging';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { FlowProgress } from './flow-progress.ts';

/** What the runner tells, as metrics, logs and travelled edges. */
export function observeRunner(
  service: ServiceName,
  parts: { readonly metrics: Metrics; readonly progress: FlowProgress; readonly logger: Logger; readonly clock: Clock },
): RunnerObserver {
  const { metrics, progress, logger, clock } = parts;
  return {
    handled({ type, source, producer, receivedAt, outcome }) {
      progress.travelled(type, producer, service);
      if (outcome !== undefined) metrics.eventsIngested.inc({ source: metrics.sources.of(source), outcome });
      if (receivedAt === undefined) return;
      metrics.eventAge.observe({ stage: service }, Math.max(0, clock.now() - Date.parse(receivedAt)) / 1_000);
    },
    decided(event) {
      count(metrics, service, event);
    },
    batch({ durationMs }) {
      metrics.batchSeconds.observe({ reactor: service }, durationMs / 1_000);
    },
    setAside(letter) {
      metrics.deadLetters.inc({ reactor: `${service}/${letter.reactor}`, reason: letter.reason });
      const { topic, partition, offset, reactor, reason, detail, attempts } = letter;
      // Nobody can say any more what its source was.
      if (topic === INTAKE && reason === 'undecodable' && attempts === 1)
        metrics.eventsIngested.inc({ source: 'unknown', outcome: 'refused' });
      logger.warn({ topic, partition, offset, reactor, reason, detail }, 'an event was set aside');
    },
    laneStopped(lane, because) {
      logger.error({ lane, because }, 'a lane stands still');
    },
    retrying(what, error) {
      logger.warn({ err: error, what }, 'retrying');
    },
  };
}

/** The figures of the business, counted where they are decided. */
function count(metrics: Metrics, service: string, event: CloudEvent): void {
  metrics.eventsPublished.inc({ service, type: event.type });
  switch (event.type) {
    case leadQualified.type:
      metrics.leadsQualified.inc({ priority: (event.data as DataOf<typeof leadQualified>).priority });
      return;
    case leadRouted.type:
    case leadRerouted.type:
      metrics.leadsRouted.inc({ pool: (event.data as DataOf<typeof leadRouted>).pool });
      return;
    case slaBreached.type: {
      const { side, kind, priority, act = true } = event.data as DataOf<typeof slaBreached>;
      // On a rung that only measures, no promise was broken.
      if (!act) return;
      metrics.slaBreaches.inc({ side, kind, priority });
      return;
    }
    case clockMet.type: {
      const { kind, dueAt, metAt, act = true } = event.data as DataOf<typeof clockMet>;
      if (!act) return;
      metrics.slaLateness.observe({ kind }, Math.max(0, Date.parse(metAt) - Date.parse(dueAt)) / 1_000);
      return;
    }
    default:
  }
}
