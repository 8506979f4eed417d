import type { DeadLetters } from '@smarketing/messaging';
import type { Clock } from '../clock.ts';
import { letterDetails, letterItem, type LetterDetails, type LetterItem } from './letter-json.ts';
import { filterOf, type LetterQuery } from './letter-query.ts';

type Box = { readonly letters: DeadLetters; readonly poke: () => void };

/** The dead letters of the services that run in this process. */
export class LetterBoxes {
  private readonly boxes = new Map<string, Box>();
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** `poke` wakes the service's lanes, where they are here. */
  open(service: string, letters: DeadLetters, poke: () => void): void {
    this.boxes.set(service, { letters, poke });
  }

  has(service: string): boolean {
    return this.boxes.has(service);
  }

  async list(service: string, query: LetterQuery): Promise<readonly LetterItem[]> {
    const { limit, cursor } = query;
    const found = await this.box(service).letters.list(filterOf(query), limit, cursor);
    return found.map((letter) => letterItem(service, letter));
  }

  async find(service: string, id: string): Promise<LetterDetails | null> {
    const found = await this.box(service).letters.find(id);
    return found && letterDetails(service, found);
  }

  /** Asks the lanes to try these letters again; returns those that were asked for. */
  async replay(service: string, ids: readonly string[], by: string): Promise<readonly string[]> {
    const { letters, poke } = this.box(service);
    const asked = await letters.replay(ids, by, this.clock.now());
    if (asked.length > 0) poke();
    return asked;
  }

  private box(service: string): Box {
    const box = this.boxes.get(service);
    if (!box) throw new Error(`${service} does not run in this process`);
    return box;
  }
}
