import type { LogRecord } from './event-log.ts';

export type DeadLetterReason = 'undecodable' | 'foreign' | 'decide-threw' | 'bad-data';

/** Why something could not be processed. */
export type Failing = {
  /** A closed set, fit for a metric's label. */
  readonly reason: DeadLetterReason;
  /** In words, at most 2,000 characters. */
  readonly detail: string;
  /** The topmost calls of what was thrown, a line each; null where nothing was. */
  readonly stack: string | null;
};

/** What could not be processed, with everything needed to understand it and to try it again. */
export type DeadLetter = Failing & {
  readonly id: string;
  readonly lane: number;
  /** The one that failed; `-` where no reactor came to see it, `inbox` for an event that an HTTP handler decided. */
  readonly reactor: string;
  /** Of the log; or `timer`, `inbox`, or `adoption`: a key that was decided on under another agreement. */
  readonly topic: string;
  readonly partition: number;
  /** Of the record; a timer's generation; the adopted version. */
  readonly offset: number;
  /** Null where the record as a whole, a timer or a key was set aside. */
  readonly eventId: string | null;
  readonly eventType: string | null;
  /** The record, event or timer as it was read, as text; its beginning where it is too long. */
  readonly payload: string;
  /** True where only the beginning of it was kept: then it cannot be tried again. */
  readonly isCut: boolean;
  /** What a record carries beside its value; null where no whole record was set aside. */
  readonly record: Pick<LogRecord, 'key' | 'headers' | 'timestampMs'> | null;
  /** When it was set aside first, epoch ms. */
  readonly atMs: number;
  /** How often it was tried, the first time included. */
  readonly attempts: number;
};

/** `replaying`: it waits for its lane to try it again. */
export type DeadLetterStatus = 'waiting' | 'replaying' | 'replayed';

/** A letter as it is kept. */
export type KeptLetter = DeadLetter & {
  readonly status: DeadLetterStatus;
  /** When it was tried last, epoch ms. */
  readonly triedAtMs: number;
};

/** `divided`: a record could be read, and what failed of it then has letters of its own. */
export type ReplayOutcome = 'applied' | 'divided' | 'failed';

/** What became of a letter that was tried again: `letter` says how it stands now, its attempts counted. */
export type SettledReplay = {
  readonly letter: DeadLetter;
  readonly outcome: ReplayOutcome;
  readonly atMs: number;
  /** What else there is to say, in words. */
  readonly note: string | null;
};

/** As long as the longest record that Kafka takes by default. */
const MOST_PAYLOAD_CHARS = 1 << 20;
const MOST_DETAIL_CHARS = 2_000;
const MOST_STACK_LINES = 6;
const MOST_STACK_LINE_CHARS = 300;

/** What a letter keeps of a payload. */
export function boundedPayload(text: string): Pick<DeadLetter, 'payload' | 'isCut'> {
  const isCut = text.length > MOST_PAYLOAD_CHARS;
  return { payload: isCut ? text.slice(0, MOST_PAYLOAD_CHARS) : text, isCut };
}

/** For what was found wrong without an error of its own. */
export function failing(reason: DeadLetterReason, words: string): Failing {
  const isLong = words.length > MOST_DETAIL_CHARS;
  return { reason, detail: isLong ? `${words.slice(0, MOST_DETAIL_CHARS - 1)}…` : words, stack: null };
}

/** For what was thrown; `decide-threw` names the error's class, which says where to look. */
export function failingBy(reason: DeadLetterReason, error: unknown): Failing {
  if (!isErrorLike(error)) return failing(reason, String(error));
  const words = reason === 'decide-threw' ? `${error.name}: ${error.message}` : error.message;
  return { ...failing(reason, words), stack: reason === 'decide-threw' ? topOf(error.stack) : null };
}

type ErrorLike = { readonly name: string; readonly message: string; readonly stack?: unknown };

/** By shape: an error of another realm is no instance of our Error. */
function isErrorLike(error: unknown): error is ErrorLike {
  return typeof error === 'object' && error !== null && 'message' in error && 'name' in error;
}

function topOf(stack: unknown): string | null {
  if (typeof stack !== 'string') return null;
  const calls = stack.split('\n').filter((line) => /^\s+at /.test(line));
  const top = calls.slice(0, MOST_STACK_LINES).map((line) => line.trim().slice(0, MOST_STACK_LINE_CHARS));
  return top.length === 0 ? null : top.join('\n');
}
