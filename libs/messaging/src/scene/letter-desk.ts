import { expect } from '@jest/globals';
import { dealWon, recordSetAside, type CloudEvent, type DataOf } from '@smarketing/contracts';
import { eventually } from '@smarketing/testing';
import type { LetterWithHistory } from '../dead-letters.ts';
import { LANES } from '../lanes.ts';
import { MemoryDeadLetters } from '../memory-dead-letters.ts';
import type { Reactor } from '../reactor.ts';
import { counting, Counts, now, onEvent, type Count, type RunnerScene } from './runner-scene.ts';

type Announcement = CloudEvent<DataOf<typeof recordSetAside>>;

/** A reactor with a fault, until it is mended: deals that are called bad are set aside. */
export class FaultyReactor {
  isMended = false;
  readonly reactor: Reactor = counting(({ data }) => {
    if (!this.isMended && data.dealId.startsWith('bad')) throw new TypeError(`boom ${data.dealId}`);
  });
}

/** Another reactor on the same deals, which remembers them under its own name. */
export function remembers(name: string): Reactor {
  return onEvent<Count, DataOf<typeof dealWon>>({
    name,
    on: [dealWon],
    state: Counts,
    decide: (state, event) => ({ state: { ...state, seen: [...state.seen, `${name} ${event.data.dealId}`] } }),
  });
}

/** Somebody who looks after the dead letters of a scene. */
export class LetterDesk {
  readonly letters: MemoryDeadLetters;
  private readonly scene: RunnerScene;

  constructor(scene: RunnerScene) {
    this.scene = scene;
    this.letters = new MemoryDeadLetters(scene.database);
  }

  async all(): Promise<LetterWithHistory[]> {
    const list = await this.letters.list({}, 1_000);
    return Promise.all(list.map(async ({ id }) => (await this.letters.find(id))!));
  }

  /** The only one that there is. */
  async one(): Promise<LetterWithHistory> {
    const found = await this.all();
    expect(found).toHaveLength(1);
    return found[0]!;
  }

  untilSetAside(count = 1): Promise<void> {
    return eventually(async () => expect(await this.letters.list({ status: 'waiting' }, 1_000)).toHaveLength(count));
  }

  /** Asks for letters to be tried again, all where none is named, and waits until it is decided. */
  async replay(...named: readonly string[]): Promise<void> {
    const ids = named.length > 0 ? named : (await this.all()).map(({ id }) => id);
    expect(await this.letters.replay(ids, 'ana', now)).toHaveLength(ids.length);
    this.scene.runner.poke();
    await eventually(async () => expect(await this.letters.list({ status: 'replaying' }, 1)).toEqual([]));
  }

  /** What was told of letters on the log, when there is so much of it. */
  async announced(count: number): Promise<Announcement[]> {
    return eventually(async () => {
      const lanes = Array.from({ length: LANES }, (_, lane) =>
        this.scene.log.read(recordSetAside.topic, lane, 0, 1_000),
      );
      const events = (await Promise.all(lanes)).flat().map(({ value }) => JSON.parse(value) as Announcement);
      expect(events).toHaveLength(count);
      return events;
    });
  }
}
