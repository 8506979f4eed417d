import type { CloudEvent } from '@smarketing/contracts';
import { memoryTxOf } from '../memory-tx.ts';
import type { Tx } from '../tx.ts';
import { Announcements, type Announced } from './announcements.ts';

type Kept = { readonly lane: number; readonly position: number; readonly type: string; readonly body: string };

export class MemoryAnnouncements extends Announcements {
  readonly #kept = new Map<string, Kept>();
  #position = 0;

  async keep(tx: Tx, announced: readonly Announced[]): Promise<void> {
    const memory = memoryTxOf(tx);
    for (const { lane, event, facet } of announced) {
      const { id, type, subject } = event;
      const kept: Kept = { lane, position: ++this.#position, type, body: JSON.stringify(event) };
      memory.set(this.#kept, facet === null ? id : `${subject}\n${type}\n${facet}`, kept);
    }
  }

  async page(
    tx: Tx,
    { lane, types, after, limit }: { lane: number; types: readonly string[]; after: string | null; limit: number },
  ): Promise<{ events: readonly CloudEvent[]; after: string | null }> {
    memoryTxOf(tx);
    const [from = 0, end = this.#position] = after === null ? [] : after.split('/').map(Number);
    const left = [...this.#kept.values()]
      .filter((kept) => kept.lane === lane && types.includes(kept.type) && kept.position > from && kept.position <= end)
      .sort((a, b) => a.position - b.position);
    const page = left.slice(0, limit);
    return {
      events: page.map(({ body }) => JSON.parse(body) as CloudEvent),
      after: left.length > limit ? `${page.at(-1)!.position}/${end}` : null,
    };
  }
}
