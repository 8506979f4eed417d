import { INTAKE, type IntakeEvent } from '@smarketing/contracts';
import { AT_HEADER, laneOf, type AppendRecord, type EventLog } from '@smarketing/messaging';
import { Problem, inTime, type Clock, type Principal } from '@smarketing/service-kit';
import { intakeKey, type Rejected, type Statement } from '../domain/statement.ts';

export type AppenderLimits = {
  /** Appends that wait for the log at the same time. */
  readonly mostAppends: number;
  /** Characters of records in them. */
  readonly mostChars: number;
  /** How long a client waits for the log before it is told to come again. */
  readonly patienceMs: number;
};

const LIMITS: AppenderLimits = { mostAppends: 512, mostChars: 64 * 1024 * 1024, patienceMs: 15_000 };
const RETRY_AFTER_SECONDS = 2;
/** A refusal that is older says nothing about now, unless something still waits for the log. */
const REFUSAL_COUNTS_MS = 10_000;

/** Who said it, and when it reached us: what the edge adds to a statement. */
export type Reception = { readonly principal: Principal; readonly receivedAtMs: number };

/**
 * Puts statements into the intake topic and answers when the log has them. What waits for the log is bounded: beyond it,
 * and where the log is away, clients are told to come again (503), which is safe, since their ids are counted once.
 */
export class IntakeAppender {
  private readonly log: EventLog;
  private readonly clock: Clock;
  private readonly limits: AppenderLimits;
  private appends = 0;
  private chars = 0;
  /** From the first refusal since the log took something last; epoch ms. */
  private refusing: { readonly sinceMs: number; readonly lastMs: number; readonly because: string } | null = null;

  constructor(log: EventLog, clock: Clock, limits: AppenderLimits = LIMITS) {
    this.log = log;
    this.clock = clock;
    this.limits = limits;
  }

  async append(statements: readonly (Statement | Rejected)[], reception: Reception): Promise<void> {
    if (statements.length === 0) return;
    const stamp = stampOf(reception);
    const records = statements.map((statement) => this.recordOf(statement, stamp));
    const chars = records.reduce((sum, record) => sum + record.value.length, 0);
    const isFull = this.appends >= this.limits.mostAppends || this.chars + chars > this.limits.mostChars;
    if (isFull) throw this.refused('The intake is full at the moment.');
    this.appends++;
    this.chars += chars;
    const appended = this.log.append(records).finally(() => {
      this.appends--;
      this.chars -= chars;
    });
    try {
      await inTime(appended, this.limits.patienceMs, 'out of patience');
      this.refusing = null;
    } catch {
      throw this.refused('The event log does not answer at the moment.');
    }
  }

  /** Since when clients are told to come again, and why; null where they are not. */
  refusal(): { readonly sinceMs: number; readonly because: string } | null {
    if (this.refusing === null) return null;
    const { sinceMs, lastMs, because } = this.refusing;
    const isOver = this.appends === 0 && this.clock.now() - lastMs > REFUSAL_COUNTS_MS;
    return isOver ? null : { sinceMs, because };
  }

  private refused(because: string): Problem {
    const nowMs = this.clock.now();
    this.refusing = { sinceMs: this.refusing?.sinceMs ?? nowMs, lastMs: nowMs, because };
    return unavailable(because);
  }

  private recordOf(statement: Statement | Rejected, stamp: Stamp): AppendRecord {
    const isRejected = 'problem' in statement;
    const key = isRejected
      ? intakeKey(statement.source, {}, statement.id)
      : intakeKey(statement.source, statement.data.who, statement.id);
    return {
      topic: INTAKE,
      partition: laneOf(key),
      key,
      value: JSON.stringify(isRejected ? rejectedEvent(statement, stamp) : intakeEventOf(statement, stamp)),
      headers: {
        'content-type': 'application/cloudevents+json; charset=UTF-8',
        [AT_HEADER]: String(this.clock.now()),
      },
    };
  }
}

type Stamp = ReturnType<typeof stampOf>;

function intakeEventOf(statement: Statement, stamp: Stamp): IntakeEvent {
  const { id, source, type, occurredAtMs, contenthash, data } = statement;
  return {
    specversion: '1.0',
    id,
    source,
    type,
    time: new Date(occurredAtMs).toISOString(),
    contenthash,
    ...stamp,
    data,
  };
}

/** Not an event: reading it, ingestion sets it aside with the problem that the edge has found. */
function rejectedEvent({ id, source, problem, excerpt }: Rejected, stamp: Stamp): object {
  return { specversion: '1.0', id, source, problem, ...stamp, excerpt };
}

function stampOf({ principal, receivedAtMs }: Reception) {
  return {
    receivedat: new Date(receivedAtMs).toISOString(),
    principalid: principal.id,
    principalkind: principal.kind,
    principalscopes: principal.scopes.join(' '),
  };
}

function unavailable(detail: string): Problem {
  return new Problem(503, 'unavailable', `${detail} Send it again; it is counted once.`, {
    headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
  });
}
