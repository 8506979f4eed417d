import type { CloudEvent } from '@smarketing/contracts';
import { boundedPayload, failing, failingBy, type DeadLetter, type Failing } from './dead-letter.ts';
import { decideAdopted, decideEvent, decideTimer, type FoldRules, type Loaded } from './decide.ts';
import { decisionId } from './decision-id.ts';
import type { InboxEvent, InboxItem } from './lane-database.ts';
import { inputOfItem, isLeftOut, type LaneDraft, type TakenReplay } from './lane-draft.ts';
import { letterOfRecord } from './letter-of-record.ts';
import type { Reactor } from './reactor.ts';
import { recordOf } from './replay-input.ts';

/** Publishes what an HTTP handler decided. */
export function foldCommand(draft: LaneDraft, item: InboxItem, rules: FoldRules): void {
  const input = inputOfItem(item);
  if (isLeftOut(input, rules.only)) return;
  const refusal = rules.refused.get(input);
  if (refusal === undefined) publish(draft, item.event, rules);
  else
    draft.letters.push({
      id: decisionId(rules.service, input),
      lane: draft.lane.number,
      reactor: 'inbox',
      ...failing('bad-data', refusal),
      topic: 'inbox',
      partition: draft.lane.number,
      offset: 0,
      eventId: item.event.id,
      eventType: item.event.type,
      ...boundedPayload(JSON.stringify(item.event)),
      record: null,
      atMs: draft.clockMs,
      attempts: 1,
    });
}

/**
 * Tries a dead letter again, with the states of now: the one reactor that failed, or all where the record could not even be read.
 * It settles the letter either way. Nothing here counts towards the standstill of a lane: people asked for it.
 */
export function foldReplay(draft: LaneDraft, replay: TakenReplay, loaded: Loaded, rules: FoldRules): void {
  const input = inputOfItem(replay);
  if (isLeftOut(input, rules.only)) return;
  const nowMs = (draft.clockMs = Math.max(draft.clockMs, replay.atMs));
  const refusal = rules.refused.get(input);
  if (refusal !== undefined) return settle(draft, replay, nowMs, failing('bad-data', refusal));
  try {
    settle(draft, replay, nowMs, tryAgain(draft, replay, nowMs, loaded, rules));
  } catch (error) {
    settle(draft, replay, nowMs, failingBy('decide-threw', error));
  }
}

type Tried = { readonly outcome: 'applied' | 'divided'; readonly note: string | null } | Failing;
const APPLIED: Tried = { outcome: 'applied', note: null };

/** Throws where the one reactor that is asked throws; then nothing has changed. */
function tryAgain(draft: LaneDraft, replay: TakenReplay, nowMs: number, loaded: Loaded, rules: FoldRules): Tried {
  const { letter, input } = replay;
  switch (input.kind) {
    case 'problem':
      return input.failing;
    case 'command':
      publish(draft, input.event, rules);
      return APPLIED;
    case 'timer':
      decideTimer(draft, input.timer, letter.id, nowMs, loaded, rules);
      return APPLIED;
    case 'adopted':
      decideAdopted(draft, input.key, letter.id, nowMs, loaded, rules);
      return APPLIED;
    case 'events':
      if (input.reactor === null) return takeWhole(draft, replay, input.events, nowMs, loaded, rules);
      for (const event of input.events) {
        const reactor = rules.table.reactorsFor(letter.topic, event.type).find(({ name }) => name === input.reactor);
        if (!reactor) throw new Error(`no reactor named ${input.reactor} for ${event.type} any more`);
        decide(draft, reactor, event, nowMs, loaded, rules);
      }
      return APPLIED;
  }
}

/** A record that can be read now: what fails of it is set aside by itself, as when a record comes in. */
function takeWhole(
  draft: LaneDraft,
  { letter }: TakenReplay,
  events: readonly CloudEvent[],
  nowMs: number,
  loaded: Loaded,
  rules: FoldRules,
): Tried {
  const failed: DeadLetter[] = [];
  let decided = 0;
  for (const event of events) {
    for (const reactor of rules.table.reactorsFor(letter.topic, event.type)) {
      try {
        decide(draft, reactor, event, nowMs, loaded, rules);
        decided++;
      } catch (error) {
        const because = failingBy('decide-threw', error);
        failed.push(letterOfRecord(draft, recordOf(letter), event, reactor.name, because, rules.service));
      }
    }
  }
  draft.letters.push(...failed);
  if (failed.length > 0) return { outcome: 'divided', note: failed.map(({ id }) => id).join(', ') };
  return decided === 0 ? { outcome: 'applied', note: 'nothing here reacts to it' } : APPLIED;
}

function decide(
  draft: LaneDraft,
  reactor: Extract<Reactor, { kind: 'event' | 'intake' }>,
  event: CloudEvent,
  nowMs: number,
  loaded: Loaded,
  rules: FoldRules,
): void {
  const outcome = decideEvent(draft, reactor, event, nowMs, loaded, rules);
  const { type, source } = event;
  // How old it is says nothing about how fast events go through.
  rules.handled.push({ type, source, producer: 'replay', reactor: reactor.name, receivedAt: undefined, outcome });
}

function publish(draft: LaneDraft, { id, type, topic, key, time, data }: InboxEvent, rules: FoldRules): void {
  const source = `smarketing/${rules.service}`;
  draft.outgoing.push({ topic, event: { specversion: '1.0', id, source, type, subject: key, time, data } });
}

function settle(draft: LaneDraft, { letter }: TakenReplay, atMs: number, tried: Tried): void {
  const attempts = letter.attempts + 1;
  if ('outcome' in tried) draft.settled.push({ letter: { ...letter, attempts }, atMs, ...tried });
  else draft.settled.push({ letter: { ...letter, ...tried, attempts }, outcome: 'failed', atMs, note: tried.detail });
}
