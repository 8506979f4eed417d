import { describe, expect, it } from '@jest/globals';
import { MemoryLaneDatabase } from '@smarketing/messaging';
import type { Excerpt } from './domain/preview/excerpt.ts';
import type { Glance, History } from './domain/preview/history.ts';
import { newLeadAtHand } from './domain/lead-score.ts';
import { MemoryLeadScores } from './store/memory-lead-scores.ts';
import { throughHistory, type Onlooker } from './through-history.ts';

const excerpt: Excerpt = { span: { fromMs: 0, untilMs: 100 }, sinceMs: 0, signalsSinceMs: 0, types: null };

async function storeOf(count: number): Promise<MemoryLeadScores> {
  const database = new MemoryLaneDatabase();
  const store = new MemoryLeadScores(
    (work) => database.transaction(work),
    () => 0,
  );
  const leads = Array.from({ length: count }, (_, n) => {
    const lead = newLeadAtHand();
    const event = { id: `e${n}`, type: 'page_viewed', occurredAt: 5, receivedAt: 5, properties: {} };
    return [`lead-${n}`, { ...lead, atHand: { ...lead.atHand, added: [{ event, weighed: true }] } }] as const;
  });
  await database.transaction((tx) => store.save(new Map(leads), tx));
  return store;
}

class Noting implements Onlooker {
  readonly glanced: string[] = [];
  readonly seen: string[] = [];
  constructor(private readonly onSee: () => void = () => undefined) {}
  glance({ leadId }: Glance): boolean {
    this.glanced.push(leadId);
    return !leadId.endsWith('3');
  }
  see({ leadId, evidence }: History): void {
    this.onSee();
    this.seen.push(`${leadId}: ${evidence.map(({ id }) => id).join()}`);
  }
}

describe('going through the history', () => {
  it('shows everybody at a glance, and whole whoever is asked for', async () => {
    const onlooker = new Noting();
    await throughHistory(await storeOf(5), excerpt, onlooker, new AbortController().signal);
    expect(onlooker.glanced).toEqual([0, 1, 2, 3, 4].map((n) => `lead-${n}`));
    expect(onlooker.seen).toEqual([0, 1, 2, 4].map((n) => `lead-${n}: e${n}`));
  });

  it('stops as soon as nobody waits for it any more', async () => {
    const ending = new AbortController();
    const onlooker = new Noting(() => ending.abort(new Error('gone')));
    await expect(throughHistory(await storeOf(5), excerpt, onlooker, ending.signal)).rejects.toThrow('gone');
    expect(onlooker.seen).toHaveLength(1);
  });
});
