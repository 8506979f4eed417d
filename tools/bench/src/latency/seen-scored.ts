import { setTimeout as pause } from 'node:timers/promises';
import { openDatabase } from '../stream/servers.ts';
import type { Sent } from './probes.ts';

/** How often is looked: what is seen was there for half of this, on average. */
const EVERY_MS = 5;

export type Scored = { readonly lead: string; readonly atMs: number };

/**
 * When the evidence of each event is committed. Evidence and score are written in one transaction, so from then on
 * whoever asks for the score is answered with it; looking it up by its key costs what is measured less than asking for scores would.
 */
export class SeenScored {
  readonly at = new Map<string, Scored>();
  readonly #pool: ReturnType<typeof openDatabase>;
  readonly #eventIdOf: (clientId: string) => string;
  #closed = false;
  readonly #watching: Promise<void>;

  constructor(databaseUrl: string, sent: Sent, eventIdOf: (clientId: string) => string) {
    this.#pool = openDatabase(databaseUrl);
    this.#eventIdOf = eventIdOf;
    this.#watching = this.#watch(sent);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#watching;
    await this.#pool.end();
  }

  async #watch(sent: Sent): Promise<void> {
    const idOf = new Map<string, string>();
    while (!this.#closed) {
      const waiting = [...sent.keys()].filter((clientId) => !this.at.has(clientId));
      for (const clientId of waiting) if (!idOf.has(clientId)) idOf.set(clientId, this.#eventIdOf(clientId));
      if (waiting.length > 0) {
        const { rows } = await this.#pool.query<{ event_id: string; lead: string }>(
          'SELECT event_id, lead FROM scoring.evidence WHERE event_id = ANY($1)',
          [waiting.map((clientId) => idOf.get(clientId))],
        );
        const atMs = performance.now();
        const leads = new Map(rows.map(({ event_id: id, lead }) => [id, lead]));
        for (const clientId of waiting) {
          const lead = leads.get(idOf.get(clientId)!);
          if (lead !== undefined) this.at.set(clientId, { lead, atMs });
        }
      }
      await pause(EVERY_MS);
    }
  }
}
