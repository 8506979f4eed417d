import type { KeysAsked } from '@smarketing/messaging';
import { inTransaction, type PostgresTx } from '@smarketing/postgres';
import type pg from 'pg';

type Page<T> = {
  readonly asked: string;
  /** False while it waits for a connection. */
  hasBegun: boolean;
  readonly read: Promise<ReadonlyMap<string, T>>;
};

const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();

/**
 * Reads the next page of a sweep while the present one is decided on and saved: one page ahead and no more, on a connection of its own
 * and in one snapshot. What it finds may be outdated by the time it is taken, which whoever takes it has to find out. It may
 * fail: then nothing was read ahead.
 */
export class PageAhead<T> {
  readonly #pool: pg.Pool;
  #present: Page<T> | null = null;
  #next: Page<T> | null = null;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** The page that was read ahead so far is the present one from now on. */
  begin(asked: KeysAsked, read: (tx: PostgresTx) => Promise<ReadonlyMap<string, T>>): void {
    const text = JSON.stringify(asked);
    // A batch that is tried again asks again.
    if (this.#next?.asked === text) return;
    const page: Page<T> = {
      asked: text,
      hasBegun: false,
      read: inTransaction(this.#pool, async (tx) => {
        page.hasBegun = true;
        await tx.client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
        return read(tx);
      }).catch(() => NOTHING),
    };
    this.#present = this.#next;
    this.#next = page;
  }

  /** What was read ahead of the present page. Each page is taken once. */
  async take(): Promise<ReadonlyMap<string, T>> {
    const page = this.#present;
    this.#present = null;
    // Who waits here holds a connection: the page may be waiting for just that one.
    return page?.hasBegun ? page.read : NOTHING;
  }
}
