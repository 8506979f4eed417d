import { isRebuildable, replayBegun, replayRequested, retellersOf, type ServiceName } from '@smarketing/contracts';
import { decisionId } from '../decision-id.ts';
import { isLeftOut, type LaneDraft } from '../lane-draft.ts';
import { begin } from './lane-rebuild.ts';

/**
 * Begins the rebuilds that the records of a batch ask for, as if they had been the first of it, and says in which lanes:
 * what these derive is to be forgotten before anything is loaded. Live records of the batch that came before are simply
 * folded again afterwards.
 */
export function beginRebuilds(
  service: ServiceName,
  drafts: readonly LaneDraft[],
  only: ReadonlySet<string> | null,
): readonly number[] {
  if (!isRebuildable(service)) return [];
  const begun = new Set<number>();
  for (const draft of drafts) {
    for (const { record, events, atMs } of draft.records) {
      if (record.topic !== replayRequested.topic) continue;
      for (const event of events) {
        const asked = replayRequested.schema.safeParse(event.data);
        // What is no request comes up again in the fold, and is set aside there.
        if (event.type !== replayRequested.type || !asked.success || asked.data.for !== service) continue;
        if (isLeftOut(event.id, only)) continue;
        const nowMs = (draft.clockMs = Math.max(draft.clockMs, atMs));
        const next = begin(draft.rebuild, asked.data.replayId, retellersOf(service), nowMs);
        if (next === null) continue;
        draft.rebuild = next;
        begun.add(draft.lane.number);
        draft.outgoing.push({
          topic: replayBegun.topic,
          event: {
            specversion: '1.0',
            id: decisionId(event.id, 'replay.begun', service),
            source: `smarketing/${service}`,
            type: replayBegun.type,
            subject: String(draft.lane.number),
            time: new Date(nowMs).toISOString(),
            data: { replayId: asked.data.replayId, for: service },
          },
        });
      }
    }
  }
  return [...begun];
}
