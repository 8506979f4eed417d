import { isReplayTopic } from '@smarketing/contracts';
import { decisionId } from './decision-id.ts';
import { boundedPayload, failing, failingBy } from './dead-letter.ts';
import { decideAdopted, decideEvent, decideTimer, type FoldRules, type Loaded } from './decide.ts';
import { foldCommand, foldReplay } from './fold-inbox.ts';
import type { Timer } from './lane-database.ts';
import { inputOfAdopted, inputOfTimer, isLeftOut, type LaneDraft, type TakenRecord } from './lane-draft.ts';
import { letterOfRecord } from './letter-of-record.ts';
import { noteReplay } from './rebuild/note-replay.ts';
import type { Handled } from './runner-observer.ts';

/** Folds a batch: lanes in order, records before timers before the inbox before a sweep. Pure but for the drafts and states it was given. */
export function foldBatch(drafts: readonly LaneDraft[], loaded: Loaded, rules: FoldRules): void {
  for (const draft of drafts) {
    for (const taken of draft.records) foldRecord(draft, taken, loaded, rules);
    for (const timer of draft.timers) foldTimer(draft, timer, loaded, rules);
    for (const item of draft.inbox) {
      if ('letter' in item) foldReplay(draft, item, loaded, rules);
      else foldCommand(draft, item, rules);
    }
    for (const key of draft.adopting) foldAdopted(draft, key, loaded, rules);
  }
}

function foldRecord(draft: LaneDraft, taken: TakenRecord, loaded: Loaded, rules: FoldRules): void {
  const nowMs = (draft.clockMs = Math.max(draft.clockMs, taken.atMs));
  const { record, producer, problem } = taken;
  if (problem) {
    draft.letters.push(letterOfRecord(draft, record, null, '-', problem, rules.service));
    // What anybody may put there says nothing about our software: it must not stop a lane.
    if (producer !== 'intake' && problem.reason !== 'foreign') draft.outcomes.push(true);
    return;
  }
  const isRetold = isReplayTopic(record.topic);
  for (const event of taken.events) {
    if (isLeftOut(event.id, rules.only)) continue;
    if (isRetold) noteReplay(draft, taken, event, rules);
    const refusal = rules.refused.get(event.id);
    for (const reactor of rules.table.reactorsFor(record.topic, event.type)) {
      const handled: Handled = {
        type: event.type,
        source: event.source,
        producer: isRetold ? 'replay' : producer,
        receivedAt: isRetold ? undefined : event.receivedat,
        reactor: reactor.name,
        outcome: undefined,
      };
      if (refusal !== undefined) {
        const because = failing('bad-data', refusal);
        draft.letters.push(letterOfRecord(draft, record, event, reactor.name, because, rules.service));
        if (producer !== 'intake') draft.outcomes.push(true);
        rules.handled.push(handled);
        continue;
      }
      try {
        const outcome = decideEvent(draft, reactor, event, nowMs, loaded, rules);
        rules.handled.push(outcome === undefined ? handled : { ...handled, outcome });
        draft.outcomes.push(false);
      } catch (error) {
        const because = failingBy('decide-threw', error);
        draft.letters.push(letterOfRecord(draft, record, event, reactor.name, because, rules.service));
        draft.outcomes.push(true);
        rules.handled.push(handled);
      }
    }
  }
}

function foldTimer(draft: LaneDraft, timer: Timer, loaded: Loaded, rules: FoldRules): void {
  const input = inputOfTimer(timer);
  if (isLeftOut(input, rules.only)) return;
  // Whatever was decided from the records of this batch came first: a timer that they moved or cancelled is no longer due.
  if (draft.timerChanges.some((change) => change.name === timer.name && change.key === timer.key)) return;
  const nowMs = (draft.clockMs = Math.max(draft.clockMs, rules.timersAtMs));
  const refusal = rules.refused.get(input);
  const inputId = decisionId(timer.name, timer.key, timer.generation, timer.dueAtMs, nowMs);
  let because = refusal === undefined ? null : failing('bad-data', refusal);
  if (because === null) {
    try {
      decideTimer(draft, timer, inputId, nowMs, loaded, rules);
    } catch (error) {
      because = failingBy('decide-threw', error);
    }
  }
  if (because === null) return;
  draft.letters.push({
    id: inputId,
    lane: draft.lane.number,
    reactor: timer.name,
    ...because,
    topic: 'timer',
    partition: draft.lane.number,
    offset: timer.generation,
    eventId: null,
    eventType: null,
    ...boundedPayload(JSON.stringify(timer)),
    record: null,
    atMs: nowMs,
    attempts: 1,
  });
  draft.outcomes.push(true);
}

/** A key that cannot be decided on is set aside once: the sweep has passed it, and goes on. */
function foldAdopted(draft: LaneDraft, key: string, loaded: Loaded, rules: FoldRules): void {
  const version = draft.agreementVersion ?? 0;
  const input = inputOfAdopted(key, version);
  if (isLeftOut(input, rules.only)) return;
  const nowMs = (draft.clockMs = Math.max(draft.clockMs, rules.adoptedAtMs));
  const reactor = rules.table.adoption?.name ?? 'adoption';
  const inputId = decisionId(reactor, key, version);
  const refusal = rules.refused.get(input);
  let because = refusal === undefined ? null : failing('bad-data', refusal);
  if (because === null) {
    try {
      decideAdopted(draft, key, inputId, nowMs, loaded, rules);
      draft.outcomes.push(false);
    } catch (error) {
      because = failingBy('decide-threw', error);
    }
  }
  if (because === null) return;
  draft.letters.push({
    id: inputId,
    lane: draft.lane.number,
    reactor,
    ...because,
    topic: 'adoption',
    partition: draft.lane.number,
    offset: version,
    eventId: null,
    eventType: null,
    ...boundedPayload(JSON.stringify({ key, version })),
    record: null,
    atMs: nowMs,
    attempts: 1,
  });
  draft.outcomes.push(true);
}
