import {
  isRebuildable,
  replayBegun,
  replayRequested,
  retellersOf,
  retellingFinished,
  type CloudEvent,
  type ServiceName,
} from '@smarketing/contracts';
import { failingBy } from '../dead-letter.ts';
import type { FoldRules } from '../decide.ts';
import type { LaneDraft, TakenRecord } from '../lane-draft.ts';
import { letterOfRecord } from '../letter-of-record.ts';
import { askedToTell, heardAll, take } from './lane-rebuild.ts';

/** What an event of a replay's topics means for the lane, apart from what reactors learn from it. */
export function noteReplay(
  draft: LaneDraft,
  { record, producer }: TakenRecord,
  event: CloudEvent,
  rules: FoldRules,
): void {
  const { type, source } = event;
  try {
    if (!concerns(draft, event, rules.service)) return;
    rules.handled.push({ type, source, producer, reactor: 'replay', receivedAt: undefined, outcome: undefined });
  } catch (error) {
    const because = failingBy('undecodable', error);
    draft.letters.push(letterOfRecord(draft, record, event, 'replay', because, rules.service));
  }
}

/** Whether it was about a replay itself, and for this service. Throws where such an event is not what its schema says. */
function concerns(draft: LaneDraft, event: CloudEvent, service: ServiceName): boolean {
  switch (event.type) {
    case replayRequested.type:
      // It has begun already, before all else of the batch: see beginRebuilds.
      return replayRequested.schema.parse(event.data).for === service;
    case replayBegun.type: {
      const { replayId, for: rebuilding } = replayBegun.schema.parse(event.data);
      if (!retellersOf(rebuilding).includes(service)) return false;
      draft.rebuild = askedToTell(draft.rebuild, replayId, rebuilding);
      return true;
    }
    case retellingFinished.console.type: {
      const { replayId, by, for: rebuilding } = retellingFinished.console.schema.parse(event.data);
      if (rebuilding !== service) return false;
      draft.rebuild = heardAll(draft.rebuild, replayId, by, draft.clockMs);
      return true;
    }
    default:
      if (isRebuildable(service)) draft.rebuild = take(draft.rebuild);
      return false;
  }
}
