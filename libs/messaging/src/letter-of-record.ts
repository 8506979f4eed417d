import type { CloudEvent } from '@smarketing/contracts';
import { boundedPayload, type DeadLetter, type Failing } from './dead-letter.ts';
import { decisionId } from './decision-id.ts';
import type { LogRecord } from './event-log.ts';
import type { LaneDraft } from './lane-draft.ts';

/** Sets aside one event of a record for one reactor, or (where `event` is null) the record as a whole. */
export function letterOfRecord(
  { lane, clockMs }: Pick<LaneDraft, 'lane' | 'clockMs'>,
  { topic, partition, offset, key, headers, timestampMs, value }: LogRecord,
  event: CloudEvent | null,
  reactor: string,
  failing: Failing,
  service: string,
): DeadLetter {
  return {
    id: decisionId(service, topic, partition, offset, event?.id ?? '', reactor),
    lane: lane.number,
    reactor,
    ...failing,
    topic,
    partition,
    offset,
    eventId: event?.id ?? null,
    eventType: event?.type ?? null,
    ...boundedPayload(event ? JSON.stringify(event) : value),
    record: event ? null : { key, headers, timestampMs },
    atMs: clockMs,
    attempts: 1,
  };
}
