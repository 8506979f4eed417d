import type { Counters } from './counters.ts';
import { FrameReader } from './frame-reader.ts';
import type { Inspection, Verdict } from './inspection.ts';
import type { Random } from './random.ts';

const PRODUCE = 0;
const LENGTH_BYTES = 4;

type Parts = {
  /** Of the Produce requests, 0 to 1: carried out, but their answers never come and the connection is cut instead. */
  readonly lostAcks: () => number;
  readonly counters: Counters;
  readonly random: Random;
};

/**
 * Reads Kafka's protocol without encryption: each message is a length of four bytes and so many bytes. A request begins with the
 * number of its API (2 bytes), its version (2) and a correlation id (4), and its answer with the same correlation id. A request
 * that wants no answer (acks=0) has none to lose.
 */
export function inspectKafka({ lostAcks, counters, random }: Parts): Inspection {
  const requests = new FrameReader(sizeOf);
  const answers = new FrameReader(sizeOf);
  const doomed = new Set<number>();
  return {
    fromClient(chunk) {
      const pass: Buffer[] = [];
      for (const frame of requests.read(chunk)) {
        if (frame.readInt16BE(LENGTH_BYTES) === PRODUCE) {
          counters.produceRequests += 1;
          if (random() < lostAcks()) doomed.add(frame.readInt32BE(LENGTH_BYTES + 4));
        }
        pass.push(frame);
      }
      return { pass, cut: false };
    },
    fromTarget(chunk): Verdict {
      const pass: Buffer[] = [];
      for (const frame of answers.read(chunk)) {
        if (doomed.has(frame.readInt32BE(LENGTH_BYTES))) {
          counters.lostAcks += 1;
          return { pass, cut: true };
        }
        pass.push(frame);
      }
      return { pass, cut: false };
    },
  };
}

function sizeOf(head: Buffer): number | null {
  return head.length < LENGTH_BYTES ? null : LENGTH_BYTES + head.readInt32BE(0);
}
