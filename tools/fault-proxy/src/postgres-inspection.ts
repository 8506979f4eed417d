import type { Counters } from './counters.ts';
import { FrameReader } from './frame-reader.ts';
import type { Inspection, Verdict } from './inspection.ts';
import type { Random } from './random.ts';

/** Shares of the COMMITs, 0 to 1; together at most 1. */
export type CommitFaults = {
  /** The connection is cut before the server has the COMMIT. */
  readonly cutBefore: number;
  /** The server commits; the connection is cut before its answer gets through. */
  readonly cutAfter: number;
  /** The server gets ROLLBACK instead, and says so: as after an error within a pipelined transaction. */
  readonly rolledBack: number;
};

type Parts = {
  readonly commitFaults: () => CommitFaults;
  /** Of all queries, 0 to 1: the server carries them out; the connection is cut before any of the answer gets through. */
  readonly lostAnswers: () => number;
  readonly counters: Counters;
  readonly random: Random;
};

const LENGTH_BYTES = 4;
/** Codes in the place of the protocol's version: the client asks whether the server would encrypt (TLS, GSSAPI). */
const WISHES_TO_ENCRYPT: ReadonlySet<number> = new Set([80_877_103, 80_877_104]);
const NOT_ENCRYPTED = Buffer.from('N');
const TAG_OF_COMMIT = Buffer.from('COMMIT\0');
const ROLLBACK = Buffer.from('Q\0\0\0\x0dROLLBACK\0', 'latin1');

/**
 * Reads PostgreSQL's protocol, version 3. Nothing is encrypted: a client that wishes it is told that the server would not. After
 * the first message, which has no type, each is a type (1 byte), its length (4, which counts itself) and the rest. A COMMIT is
 * recognised as a simple query, which is how drivers send it.
 */
export function inspectPostgres(parts: Parts): Inspection {
  const { counters, lostAnswers, random } = parts;
  let isStarted = false;
  /** Queries and syncs sent, and those that the server has answered: it says each time that it is ready, first after the login. */
  let sent = 0;
  let answered = -1;
  const commitsToLose = new Set<number>();
  const answersToLose = new Set<number>();
  const fromClient = new FrameReader((head) => (isStarted ? sizeOf(head) : sizeOfFirst(head)));
  const fromServer = new FrameReader(sizeOf);

  return {
    fromClient(chunk): Verdict {
      const pass: Buffer[] = [];
      for (const frame of fromClient.read(chunk)) {
        if (!isStarted) {
          // The client waits for the answer before it sends anything else.
          if (WISHES_TO_ENCRYPT.has(frame.readInt32BE(LENGTH_BYTES))) return { pass, cut: false, reply: NOT_ENCRYPTED };
          isStarted = true;
          pass.push(frame);
          continue;
        }
        const fate = isCommit(frame) ? fateOfCommit(parts) : null;
        if (fate === 'cutBefore') {
          counters.commitsCutBefore += 1;
          return { pass, cut: true };
        }
        if (fate === 'cutAfter') commitsToLose.add(sent);
        if (fate === 'rolledBack') counters.commitsRolledBack += 1;
        pass.push(fate === 'rolledBack' ? ROLLBACK : frame);
        if (typeOf(frame) === 'Q' || typeOf(frame) === 'S') {
          counters.queries += 1;
          if (lostAnswers() > 0 && random() < lostAnswers()) answersToLose.add(sent);
          sent += 1;
        }
      }
      return { pass, cut: false };
    },
    fromTarget(chunk): Verdict {
      const pass: Buffer[] = [];
      for (const frame of fromServer.read(chunk)) {
        const type = typeOf(frame);
        if (type === 'C' && commitsToLose.has(answered) && frame.subarray(1 + LENGTH_BYTES).equals(TAG_OF_COMMIT)) {
          counters.commitsCutAfter += 1;
          return { pass, cut: true };
        }
        if (type === 'Z' && answersToLose.has(answered)) {
          counters.lostAnswers += 1;
          return { pass, cut: true };
        }
        if (!answersToLose.has(answered)) pass.push(frame);
        if (type === 'Z') answered += 1;
      }
      return { pass, cut: false };
    },
  };
}

function fateOfCommit({ commitFaults, counters, random }: Parts): keyof CommitFaults | null {
  counters.commits += 1;
  const { cutBefore, cutAfter, rolledBack } = commitFaults();
  const drawn = random();
  if (drawn < cutBefore) return 'cutBefore';
  if (drawn < cutBefore + cutAfter) return 'cutAfter';
  return drawn < cutBefore + cutAfter + rolledBack ? 'rolledBack' : null;
}

function typeOf(frame: Buffer): string {
  return String.fromCharCode(frame[0]!);
}

function isCommit(frame: Buffer): boolean {
  return (
    typeOf(frame) === 'Q' &&
    frame.length < 32 &&
    /^\s*COMMIT\s*;?\s*$/i.test(frame.toString('utf8', 5, frame.length - 1))
  );
}

function sizeOf(head: Buffer): number | null {
  return head.length < 1 + LENGTH_BYTES ? null : 1 + head.readInt32BE(1);
}

function sizeOfFirst(head: Buffer): number | null {
  return head.length < LENGTH_BYTES ? null : head.readInt32BE(0);
}
