import type { InboxItem, LaneDatabase, Tx } from '@smarketing/messaging';

/** For HTTP handlers that decide events: puts them into the inbox within the handler's own transaction and wakes the lane. */
export class RunnerHandle {
  readonly database: LaneDatabase;
  private readonly poke: () => void;

  constructor(database: LaneDatabase, poke: () => void) {
    this.database = database;
    this.poke = poke;
  }

  /** Runs `work` in one transaction; the events that it returns are inserted with it, published by their lanes afterwards. */
  async command<T>(
    work: (tx: Tx) => Promise<{ readonly result: T; readonly items: readonly InboxItem[] }>,
  ): Promise<T> {
    const result = await this.database.transaction(async (tx) => {
      const { result: value, items } = await work(tx);
      if (items.length > 0) await this.database.putInbox(tx, items);
      return value;
    });
    this.poke();
    return result;
  }
}
