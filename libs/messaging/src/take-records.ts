import type { CloudEvent } from '@smarketing/contracts';
import { failing, failingBy, type Failing } from './dead-letter.ts';
import type { LogRecord } from './event-log.ts';
import { LaneDraft, type TakenRecord } from './lane-draft.ts';
import type { Lane } from './lane.ts';
import { arrivalOf, noteOrigin, noteSeen, numberOf } from './numbers.ts';
import { atOf, decodeRecord, isBroadcast } from './record-codec.ts';

export type TakeRules = {
  /** The topic whose records carry no numbers. */
  readonly intake: string | null;
  readonly nowMs: number;
  readonly newestAgreement: number | null;
  /** Whether an agreement that others decide under is known here. */
  readonly knows: (agreementVersion: number) => boolean;
  readonly limitEvents: number;
  /** Decodes an intake record; throws where it cannot be one. */
  readonly decodeIntake: (record: LogRecord) => CloudEvent;
};

/**
 * Takes what waits in a lane into a draft, in order per topic, up to a number of events, of which each topic gets its share: a
 * backlog on one of them holds up no other. An agreement that a record was made under is adopted first; where this service does
 * not have it yet, the record stays where it is, and so does everything but broadcasts before the first agreement.
 */
export function takeRecords(lane: Lane, rules: TakeRules): LaneDraft {
  const draft = new LaneDraft(lane);
  let events = 0;
  let awaited: { readonly version: number | null } | null = null;
  if (rules.newestAgreement !== null) {
    draft.agreementVersion = Math.max(draft.agreementVersion ?? 0, rules.newestAgreement);
  }
  draft.mayDecide = draft.agreementVersion !== null && rules.knows(draft.agreementVersion);
  const topics = lane.topics();
  for (const [rank, topic] of topics.entries()) {
    const limit = events + Math.max(1, (rules.limitEvents - events) / (topics.length - rank));
    let index = 0;
    while (events < limit) {
      const record = lane.peek(topic, index);
      if (!record) break;
      const taken = take(record, draft, rules);
      if (taken === 'gap') {
        lane.stop(
          'number-missing',
          `a record is missing before offset ${record.offset} of ${topic}: its number does not follow`,
        );
        break;
      }
      if (taken !== 'repeat') {
        const version = awaitedBy(record.topic, taken.events, draft, rules);
        if (version !== undefined) {
          awaited ??= { version };
          break;
        }
      }
      index++;
      draft.offsets[topic] = record.offset + 1;
      if (taken === 'repeat') continue;
      const number = numberOf(record);
      if (number && topic !== rules.intake) noteSeen(draft.seen, topic, number);
      draft.records.push(taken);
      events += Math.max(1, taken.events.length);
    }
    if (index > 0) draft.taken.set(topic, index);
    if (events >= limit && lane.peek(topic, index)) draft.leavesSome = true;
  }
  lane.waitFor(awaited);
  return draft;
}

function take(record: LogRecord, draft: LaneDraft, rules: TakeRules): TakenRecord | 'repeat' | 'gap' {
  const atMs = atOf(record, rules.nowMs);
  noteOrigin(draft.seen, record.topic, record.offset);
  if (record.topic === rules.intake) {
    try {
      return { record, producer: 'intake', atMs, events: [rules.decodeIntake(record)] };
    } catch (error) {
      return setAside(record, 'intake', atMs, failingBy('undecodable', error));
    }
  }
  const number = numberOf(record);
  if (!number) return setAside(record, 'unknown', atMs, failing('foreign', 'the record carries no number of ours'));
  const arrival = arrivalOf(draft.seen, record.topic, number);
  if (arrival !== 'new') return arrival;
  const producer = number.source.slice(0, number.source.indexOf('/'));
  try {
    return { record, producer, atMs, events: decodeRecord(record) };
  } catch (error) {
    return setAside(record, producer, atMs, failingBy('undecodable', error));
  }
}

function setAside(record: LogRecord, producer: string, atMs: number, problem: Failing): TakenRecord {
  return { record, producer, atMs, events: [], problem };
}

/**
 * The version of the agreement that these events of a topic have to wait for (null: the first one); undefined where they need not
 * wait. A newer one that is known here is adopted.
 */
export function awaitedBy(
  topic: string,
  events: readonly CloudEvent[],
  draft: LaneDraft,
  rules: Pick<TakeRules, 'knows'>,
): number | null | undefined {
  if (isBroadcast(topic)) return undefined;
  const madeUnder = events.reduce((newest, event) => Math.max(newest, event.agreementversion ?? -1), -1);
  if (madeUnder > (draft.agreementVersion ?? -1) && rules.knows(madeUnder)) {
    draft.agreementVersion = madeUnder;
    draft.mayDecide = true;
  }
  if (draft.agreementVersion === null || madeUnder <= draft.agreementVersion)
    return draft.mayDecide ? undefined : draft.agreementVersion;
  return madeUnder;
}
