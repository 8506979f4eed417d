import {
  DeadLetters,
  type LetterFilter,
  type LetterPlace,
  type LetterSummary,
  type LetterWithHistory,
} from './dead-letters.ts';
import type { MemoryLaneDatabase } from './memory-lane-database.ts';
import { memoryTxOf } from './memory-tx.ts';

/** The letters of a runner's database in memory. */
export class MemoryDeadLetters extends DeadLetters {
  readonly #database: MemoryLaneDatabase;

  constructor(database: MemoryLaneDatabase) {
    super();
    this.#database = database;
  }

  list(filter: LetterFilter, limit: number, place?: LetterPlace): Promise<readonly LetterSummary[]> {
    return this.#database.transaction(async () =>
      [...this.#database.deadLetters.values()]
        .map(({ payload: _payload, stack: _stack, record: _record, ...summary }) => summary)
        .filter((letter) => isWanted(letter, filter) && (!place || isAfter(letter, place)))
        .sort((a, b) => (isAfter(b, a) ? -1 : 1))
        .slice(0, limit),
    );
  }

  find(id: string): Promise<LetterWithHistory | null> {
    return this.#database.transaction(async () => {
      const letter = this.#database.deadLetters.get(id);
      return letter ? structuredClone({ ...letter, replays: this.#database.replays.get(id) ?? [] }) : null;
    });
  }

  replay(ids: readonly string[], by: string, atMs: number): Promise<readonly string[]> {
    return this.#database.transaction(async (tx) => {
      const { deadLetters, replays } = this.#database;
      const asked: string[] = [];
      for (const id of new Set(ids)) {
        const letter = deadLetters.get(id);
        if (letter?.status !== 'waiting' || letter.isCut) continue;
        const attempt = letter.attempts + 1;
        const replay = {
          attempt,
          requestedAtMs: atMs,
          requestedBy: by,
          decidedAtMs: null,
          outcome: null,
          detail: null,
        };
        memoryTxOf(tx).set(deadLetters, id, { ...letter, status: 'replaying' });
        memoryTxOf(tx).set(replays, id, [...(replays.get(id) ?? []), replay]);
        await this.#database.putInbox(tx, [{ id: `replay ${id} ${attempt}`, lane: letter.lane, letterId: id, atMs }]);
        asked.push(id);
      }
      return asked;
    });
  }
}

function isWanted(letter: LetterSummary, { reason, reactor, sinceMs, status, replayable }: LetterFilter): boolean {
  return (
    (reason === undefined || letter.reason === reason) &&
    (reactor === undefined || letter.reactor === reactor) &&
    (sinceMs === undefined || letter.atMs >= sinceMs) &&
    (replayable === undefined || letter.isCut !== replayable) &&
    (status === undefined || (status === 'open' ? letter.status !== 'replayed' : letter.status === status))
  );
}

const isAfter = (a: LetterPlace, b: LetterPlace): boolean => (a.atMs !== b.atMs ? a.atMs < b.atMs : a.id < b.id);
