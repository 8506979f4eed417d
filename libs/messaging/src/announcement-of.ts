import { recordSetAside, type CloudEvent } from '@smarketing/contracts';
import type { DeadLetter } from './dead-letter.ts';
import { decisionId } from './decision-id.ts';

/** The letter is kept whole in the service's database; a record that holds it all could be one that no log takes. */
const MOST_EXCERPT_CHARS = 16 * 1024;

/** What is told of a dead letter, once for each attempt that failed. */
export function announcementOf(letter: DeadLetter, service: string): { topic: string; event: CloudEvent } {
  const { id, reactor, reason, detail, topic, partition, offset, eventId, payload, isCut, atMs, attempts } = letter;
  const at = new Date(atMs).toISOString();
  const isExcerpt = isCut || payload.length > MOST_EXCERPT_CHARS;
  return {
    topic: recordSetAside.topic,
    event: {
      specversion: '1.0',
      id: attempts === 1 ? id : decisionId(id, attempts),
      source: `smarketing/${service}`,
      type: recordSetAside.type,
      subject: `${topic}/${partition}`,
      time: at,
      data: {
        ...{ letterId: id, service, reactor, reason, detail, topic, partition, offset, eventId, at, attempts },
        payload: payload.slice(0, MOST_EXCERPT_CHARS),
        isExcerpt,
      },
    },
  };
}
