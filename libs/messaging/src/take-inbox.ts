import { replayInputOf } from './replay-input.ts';
import type { InboxItem, ReplayRequest } from './lane-database.ts';
import type { LaneDraft, TakenReplay } from './lane-draft.ts';
import { notFarAhead } from './record-codec.ts';
import type { ReactorTable } from './reactor-table.ts';
import type { RunnerParts } from './runner-parts.ts';
import { awaitedBy } from './take-records.ts';
import type { Opening } from './timer-gate.ts';
import type { Tx } from './tx.ts';

const MOST_ITEMS = 500;
/** Letters may be large. */
const MOST_REPLAYS = 50;

type Parts = Pick<RunnerParts, 'database' | 'environment' | 'decodeIntake' | 'now'>;

/**
 * Takes what waits in the inbox into the drafts of its lanes. What cannot be decided yet stays where it is: an event made under an
 * agreement that is not known here, and a timer whose lane has not read what may refute it. Returns whether such a timer is held.
 */
export async function takeInbox(
  { database, environment, decodeIntake = refuseIntake, now }: Parts,
  table: ReactorTable,
  tx: Tx,
  drafts: readonly LaneDraft[],
  opening: Opening | null,
): Promise<boolean> {
  const byLane = new Map(drafts.map((draft) => [draft.lane.number, draft]));
  const items = firstOf(await database.inbox(tx, [...byLane.keys()], MOST_ITEMS));
  if (items.length === 0) return false;
  const wanted = items.flatMap((item) => ('letterId' in item ? [item.letterId] : []));
  const found = wanted.length === 0 ? [] : await database.deadLettersOf(tx, wanted);
  const letters = new Map(found.map((letter) => [letter.id, letter]));
  const replayOf = (request: ReplayRequest, draft: LaneDraft): TakenReplay | 'gone' | 'waits' | 'held' => {
    const letter = letters.get(request.letterId);
    if (!letter) return 'gone';
    const input = replayInputOf(letter, { topic: table.intakeTopic, decode: decodeIntake });
    if (input.kind === 'events' || input.kind === 'timer' || input.kind === 'adopted') {
      const events = input.kind === 'events' ? input.events : [];
      const rules = { knows: (version: number): boolean => environment.knows(version) };
      if (awaitedBy(letter.topic, events, draft, rules) !== undefined) return 'waits';
    }
    const mayFire = opening?.lanes.includes(draft.lane) === true && draft.rebuild.running === null;
    if (input.kind === 'timer' && !mayFire) return 'held';
    return { ...request, atMs: notFarAhead(request.atMs, now()), letter, input };
  };
  let isTimerHeld = false;
  for (const item of items) {
    const draft = byLane.get(item.lane)!;
    const taken = 'event' in item ? item : replayOf(item, draft);
    if (taken === 'held') isTimerHeld = true;
    if (taken === 'held' || taken === 'waits') continue;
    draft.consumed.push(item.id);
    if (taken !== 'gone') draft.inbox.push(taken);
  }
  return isTimerHeld;
}

/** The beginning of the inbox, up to as many replays as one batch may take. */
function firstOf(items: readonly (InboxItem | ReplayRequest)[]): readonly (InboxItem | ReplayRequest)[] {
  let replays = 0;
  const end = items.findIndex((item) => 'letterId' in item && ++replays > MOST_REPLAYS);
  return end < 0 ? items : items.slice(0, end);
}

function refuseIntake(): never {
  throw new Error('this service does not read the intake');
}
