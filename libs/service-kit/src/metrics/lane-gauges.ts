import { Gauge, type Registry } from 'prom-client';
import type { FlowProgress } from '../runtime/flow-progress.ts';

/** What the runners of this process say of their lanes at each scrape: the alarms of an installation hang on these. */
export function registerLaneGauges(registry: Registry, progress: FlowProgress): void {
  const owned = new Gauge({
    name: 'smarketing_lanes_owned',
    help: 'Lanes that this process owns.',
    labelNames: ['service'],
    registers: [registry],
  });
  const remaining = new Gauge({
    name: 'smarketing_rescore_leads_remaining',
    help: 'Leads of this process that are not yet scored under the agreement that is in force; none is said while they are counted.',
    labelNames: ['service'],
    registers: [registry],
    collect: () => {
      for (const { service, rescoring } of progress.rescorings()) {
        if (rescoring === null) remaining.set({ service }, 0);
        else if (rescoring.total === null) remaining.remove({ service });
        else remaining.set({ service }, rescoring.total - rescoring.done);
      }
    },
  });
  const stopped = new Gauge({
    name: 'smarketing_lanes_stopped',
    help: 'Lanes of this process that stand still until somebody acts.',
    labelNames: ['service'],
    registers: [registry],
    collect: () => {
      for (const { service, status } of progress.statuses()) {
        owned.set({ service }, status.lanes);
        // Whoever has lost its membership reads nothing at all.
        stopped.set({ service }, status.failure === null ? status.stopped.length : Math.max(1, status.lanes));
      }
    },
  });
}
