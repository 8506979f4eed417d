import type { TopicPartition } from '@smarketing/messaging';
import { nameOf } from './name-of.ts';

/** A partition that is to be fetched, from an offset on. */
export type FetchFrom = { readonly at: TopicPartition; readonly offset: number };

type Asked = { readonly partition: number; readonly fetchOffset: string; readonly maxBytes: number };

export type SessionRequest = {
  readonly sessionId: number;
  readonly sessionEpoch: number;
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly Asked[] }[];
  readonly forgottenTopics: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
};

const FIRST_EPOCH = 0;
const LAST_EPOCH = 2 ** 31 - 1;
const SESSION_NOT_FOUND = 70;
const BAD_SESSION_EPOCH = 71;

/**
 * A broker's memory of what one reader fetches (KIP-227): the first request names all partitions, each later one only those that are new,
 * are fetched from another offset, or are not wanted any more; and the broker answers only for those that have something. Without it a
 * reader of 200 partitions names all of them, and is answered for all of them, several times a second.
 */
export class FetchSession {
  readonly #maxBytes: number;
  #id = 0;
  #epoch = FIRST_EPOCH;
  #asked = new Map<string, FetchFrom>();
  #firsts = 0;

  /** `maxBytes`: of one partition in one answer. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The next request; `answered` or `restart` has to follow before the next one. */
  request(wanted: readonly FetchFrom[]): SessionRequest {
    const before = this.#epoch === FIRST_EPOCH ? new Map<string, FetchFrom>() : this.#asked;
    this.#asked = new Map(wanted.map((one) => [nameOf(one.at), one]));
    const changed = this.#inTurn(wanted).filter((one) => before.get(nameOf(one.at))?.offset !== one.offset);
    const forgotten = [...before].filter(([name]) => !this.#asked.has(name)).map(([, one]) => one);
    return {
      sessionId: this.#id,
      sessionEpoch: this.#epoch,
      topics: byTopic(changed).map(({ topic, all }) => ({ topic, partitions: all.map((one) => this.#ask(one)) })),
      forgottenTopics: byTopic(forgotten).map(({ topic, all }) => ({
        topic,
        partitions: all.map(({ at }) => at.partition),
      })),
    };
  }

  /** False where the broker does not know the session any more: the next request begins another one. */
  answered({ errorCode, sessionId }: { readonly errorCode: number; readonly sessionId: number }): boolean {
    if (errorCode === SESSION_NOT_FOUND || errorCode === BAD_SESSION_EPOCH) {
      this.restart();
      if (errorCode === SESSION_NOT_FOUND) this.#id = 0;
      return false;
    }
    const isFirst = this.#epoch === FIRST_EPOCH;
    if (isFirst) this.#id = sessionId;
    // A broker that has no room for a session answers all the same, and is asked for everything again.
    if (this.#id === 0) this.restart();
    else this.#epoch = epochAfter(this.#epoch);
    return true;
  }

  /** What the broker remembers is in doubt: the next request replaces it. */
  restart(): void {
    this.#epoch = FIRST_EPOCH;
  }

  /** A broker fills its answer in the order asked. Within a session it sees to it itself that everybody has a turn. */
  #inTurn(wanted: readonly FetchFrom[]): readonly FetchFrom[] {
    if (this.#epoch !== FIRST_EPOCH || wanted.length === 0) return wanted;
    const first = this.#firsts++ % wanted.length;
    return [...wanted.slice(first), ...wanted.slice(0, first)];
  }

  #ask({ at: { partition }, offset }: FetchFrom): Asked {
    return { partition, fetchOffset: String(offset), maxBytes: this.#maxBytes };
  }
}

/** A count in 31 bits; zero stands for a session that begins. */
export const epochAfter = (epoch: number): number => (epoch === LAST_EPOCH ? 1 : epoch + 1);

function byTopic(all: readonly FetchFrom[]): { readonly topic: string; readonly all: readonly FetchFrom[] }[] {
  return [...Map.groupBy(all, ({ at: { topic } }) => topic)].map(([topic, own]) => ({ topic, all: own }));
}
