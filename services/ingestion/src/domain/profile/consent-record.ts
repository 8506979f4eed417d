import type { ConsentStatement, IntakeData } from '@smarketing/contracts';
import { EARLIEST_MS } from '../limits.ts';
import { machineSignalOf } from '../machine-signal.ts';

type Held = ConsentStatement & {
  /** Epoch ms by which it is ranked; null for what nobody dated. */
  readonly atMs: number | null;
  readonly eventId: string;
};

/** The statement in force per `channel/purpose`. */
export type ConsentRecord = Readonly<Record<string, Held>>;

export type ConsentSource = {
  readonly eventId: string;
  readonly source: string;
  readonly type: string;
  readonly occurredAtMs: number;
  readonly receivedAtMs: number;
};

/** What an event says about consent, in statements of its own or by being an unsubscription; a robot that fetches the link unsubscribes nobody. */
export function consentStatements(data: IntakeData, from: ConsentSource): Held[] {
  const said = (data.consent ?? []).map((statement) => held(statement, from));
  if (from.type !== 'email_unsubscribed' || machineSignalOf(from.type, data.properties) !== null) return said;
  return [...said, held({ channel: 'email', purpose: 'marketing', granted: false }, from)];
}

/**
 * A consent that nobody dated cannot be proved: it is held as a refusal, below every dated statement. A refusal always
 * counts: where it has no date it has that of its event. Nothing is dated later than it was received.
 */
function held(statement: ConsentStatement, from: ConsentSource): Held {
  const source = statement.source ?? from.source;
  const at = statement.at === undefined ? Number.NaN : Date.parse(statement.at);
  const dated = at >= EARLIEST_MS ? at : Number.NaN;
  if (Number.isNaN(dated) && statement.granted) {
    return { ...statement, source, granted: false, at: undefined, atMs: null, eventId: from.eventId };
  }
  const atMs = Math.min(Number.isNaN(dated) ? from.occurredAtMs : dated, from.receivedAtMs);
  return { ...statement, source, at: new Date(atMs).toISOString(), atMs, eventId: from.eventId };
}

/** The newest explicit statement per channel and purpose wins; at the same instant a refusal does. */
export function stateConsent(record: ConsentRecord, statements: readonly Held[]): ConsentRecord {
  let next = record;
  for (const statement of statements) {
    const slot = `${statement.channel}/${statement.purpose}`;
    const before = next[slot];
    if (!before || outranks(statement, before)) next = { ...next, [slot]: statement };
  }
  return next;
}

function outranks(a: Held, b: Held): boolean {
  const [atA, atB] = [a.atMs ?? Number.NEGATIVE_INFINITY, b.atMs ?? Number.NEGATIVE_INFINITY];
  if (atA !== atB) return atA > atB;
  if (a.granted !== b.granted) return !a.granted;
  if (a.eventId !== b.eventId) return a.eventId > b.eventId;
  return (a.text ?? '') > (b.text ?? '');
}

/** What is allowed, sorted, as others see it. */
export function consentSnapshot(record: ConsentRecord): ConsentStatement[] {
  return Object.keys(record)
    .sort()
    .map((slot) => {
      const { channel, purpose, granted, at, source, text } = record[slot]!;
      return {
        channel,
        purpose,
        granted,
        ...(at === undefined ? {} : { at }),
        ...(source === undefined ? {} : { source }),
        ...(text === undefined ? {} : { text }),
      };
    });
}
