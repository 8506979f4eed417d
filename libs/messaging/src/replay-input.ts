import { isReplayTopic, type CloudEvent } from '@smarketing/contracts';
import { failing, failingBy, type DeadLetter, type Failing } from './dead-letter.ts';
import type { LogRecord } from './event-log.ts';
import type { InboxEvent, Timer } from './lane-database.ts';
import type { Adopted } from './reactor.ts';
import { decodeRecord, partitionOf } from './record-codec.ts';

/** What a dead letter holds, read again by the program of today. */
export type ReplayInput =
  /** `reactor`: the only one to try; null for a record that never came as far as a reactor. */
  | { readonly kind: 'events'; readonly events: readonly CloudEvent[]; readonly reactor: string | null }
  | { readonly kind: 'timer'; readonly timer: Timer }
  | { readonly kind: 'adopted'; readonly key: string }
  /** An event that an HTTP handler decided: it only has to be published. */
  | { readonly kind: 'command'; readonly event: InboxEvent }
  /** It still cannot be read. */
  | { readonly kind: 'problem'; readonly failing: Failing };

export type IntakeDecoder = { readonly topic: string | null; readonly decode: (record: LogRecord) => CloudEvent };

/** Never throws. Who replays a foreign record vouches for it: what it lacks is a number of ours, and nothing else. */
export function replayInputOf(letter: DeadLetter, intake: IntakeDecoder): ReplayInput {
  try {
    if (letter.topic === 'timer') return { kind: 'timer', timer: JSON.parse(letter.payload) as Timer };
    if (letter.topic === 'adoption') return { kind: 'adopted', key: (JSON.parse(letter.payload) as Adopted).key };
    if (letter.topic === 'inbox') return { kind: 'command', event: JSON.parse(letter.payload) as InboxEvent };
    if (letter.eventId !== null) {
      return { kind: 'events', events: [JSON.parse(letter.payload) as CloudEvent], reactor: letter.reactor };
    }
    const record = recordOf(letter);
    if (letter.topic === intake.topic) return { kind: 'events', events: [intake.decode(record)], reactor: null };
    const events = decodeRecord(record);
    const stray = strayIn(events, letter);
    if (stray === undefined) return { kind: 'events', events, reactor: null };
    const right = partitionOf(letter.topic, stray.subject);
    const words = `its subject ${stray.subject} belongs to partition ${right}, not ${letter.partition}: append it there, by a service of ours`;
    return { kind: 'problem', failing: failing('foreign', words) };
  } catch (error) {
    return { kind: 'problem', failing: failingBy('undecodable', error) };
  }
}

/** A lead has one writer: its lane. (What concerns a rebuild stays in the lane of who tells it, whatever its subject.) */
function strayIn(events: readonly CloudEvent[], { topic, partition }: DeadLetter): CloudEvent | undefined {
  if (isReplayTopic(topic)) return undefined;
  return events.find(({ subject }) => partitionOf(topic, subject) !== partition);
}

/** The record that a letter was made of. */
export function recordOf({ topic, partition, offset, payload, record, atMs }: DeadLetter): LogRecord {
  // Letters of former versions kept nothing but the value.
  const { key, headers, timestampMs } = record ?? { key: '', headers: {}, timestampMs: atMs };
  return { topic, partition, offset, key, headers, timestampMs, value: payload };
}
