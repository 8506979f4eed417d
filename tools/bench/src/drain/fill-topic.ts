import { engagementRecorded } from '@smarketing/contracts';
import { KafkaEventLog } from '@smarketing/kafka';
import {
  AT_HEADER,
  SEQUENCE_HEADER,
  SOURCE_HEADER,
  laneOf,
  topicSpecs,
  type AppendRecord,
  type EventLog,
} from '@smarketing/messaging';
import { activated } from '../rescore/activated.ts';
import { engagementAt, type Engagements } from './engagements.ts';
import { sixtyRules } from './sixty-rules.ts';

const RECORDS_AT_ONCE = 4_800;

export const AGREEMENT_VERSION = 1;

export function openLog(address: string): Promise<KafkaEventLog> {
  return KafkaEventLog.open({ brokers: [address], clientId: 'bench', log: () => undefined });
}

/** All topics, the agreement in force, and the engagements: one event per record, keyed by its lead, with the numbers of ingestion's lanes. */
export async function fillTopics(log: EventLog, of: Engagements): Promise<void> {
  await log.ensureTopics(topicSpecs());
  await log.append(activated(AGREEMENT_VERSION, sixtyRules(), {}));
  const sent: number[] = [];
  const at = String(Date.now());
  for (let from = 0; from < of.events; from += RECORDS_AT_ONCE) {
    const count = Math.min(RECORDS_AT_ONCE, of.events - from);
    const records = Array.from({ length: count }, (_, n): AppendRecord => {
      const event = engagementAt(from + n, of);
      const lane = laneOf(event.subject);
      const sequence = (sent[lane] ?? 0) + 1;
      sent[lane] = sequence;
      return {
        ...{ topic: engagementRecorded.topic, partition: lane, key: event.subject, value: JSON.stringify(event) },
        headers: {
          'content-type': 'application/cloudevents+json; charset=UTF-8',
          [SOURCE_HEADER]: `ingestion/${lane}`,
          [SEQUENCE_HEADER]: String(sequence),
          [AT_HEADER]: at,
        },
      };
    });
    await log.append(records);
  }
}
