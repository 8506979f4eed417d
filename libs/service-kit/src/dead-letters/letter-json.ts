import type {
  DeadLetterReason,
  DeadLetterStatus,
  LetterReplay,
  LetterSummary,
  LetterWithHistory,
} from '@smarketing/messaging';

/** A dead letter as the API lists it. Instants are ISO 8601. */
export type LetterItem = {
  readonly service: string;
  readonly id: string;
  readonly status: DeadLetterStatus;
  readonly reason: DeadLetterReason;
  readonly detail: string;
  readonly reactor: string;
  readonly lane: number;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly eventId: string | null;
  readonly eventType: string | null;
  /** When it was set aside first. */
  readonly at: string;
  /** When it was tried last. */
  readonly triedAt: string;
  readonly attempts: number;
  /** False where only the beginning of it could be kept. */
  readonly replayable: boolean;
};

/** A dead letter with all that is known of it. */
export type LetterDetails = LetterItem & {
  readonly payload: string;
  readonly stack: string | null;
  /** What the record carried beside its value; null where no whole record was set aside. */
  readonly record: {
    readonly key: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly at: string;
  } | null;
  readonly replays: readonly {
    readonly attempt: number;
    readonly requestedAt: string;
    readonly requestedBy: string;
    readonly decidedAt: string | null;
    readonly outcome: LetterReplay['outcome'];
    readonly detail: string | null;
  }[];
};

export function letterItem(service: string, letter: LetterSummary): LetterItem {
  const { id, status, reason, detail, reactor, lane, topic, partition, offset, eventId, eventType } = letter;
  return {
    ...{ service, id, status, reason, detail, reactor, lane, topic, partition, offset, eventId, eventType },
    at: isoOf(letter.atMs),
    triedAt: isoOf(letter.triedAtMs),
    attempts: letter.attempts,
    replayable: !letter.isCut,
  };
}

export function letterDetails(service: string, letter: LetterWithHistory): LetterDetails {
  const { payload, stack, record, replays } = letter;
  return {
    ...letterItem(service, letter),
    payload,
    stack,
    record: record && { key: record.key, headers: record.headers, at: isoOf(record.timestampMs) },
    replays: replays.map(({ attempt, requestedAtMs, requestedBy, decidedAtMs, outcome, detail }) => ({
      attempt,
      requestedAt: isoOf(requestedAtMs),
      requestedBy,
      decidedAt: decidedAtMs === null ? null : isoOf(decidedAtMs),
      outcome,
      detail,
    })),
  };
}

const isoOf = (ms: number): string => new Date(ms).toISOString();
