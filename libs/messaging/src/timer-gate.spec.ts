import { describe, expect, it } from '@jest/globals';
import type { Lane } from './lane.ts';
import { MemoryEventLog } from './memory-event-log.ts';
import { TimerGate } from './timer-gate.ts';

const MINUTE = 60_000;
const ENGAGEMENT = 'engagement';
const INTAKE = { group: 'ingestion', topic: 'intake' };

/** A log of one lane whose heads and committed offsets the test sets. */
class TwoTopics extends MemoryEventLog {
  readonly head: Record<string, number> = { intake: 0, engagement: 0 };
  ingested = 0;
  isAway = false;

  override async heads(topics: readonly string[]): Promise<Map<string, number[]>> {
    if (this.isAway) throw new Error('the log is away');
    return new Map(topics.map((topic) => [topic, [this.head[topic]!]]));
  }
  override async committed(_: string, topics: readonly string[]): Promise<Map<string, number[]>> {
    if (this.isAway) throw new Error('the log is away');
    return new Map(topics.map((topic) => [topic, [this.ingested]]));
  }
}

function scene() {
  const log = new TwoTopics();
  const lane = { number: 0, row: { offsets: { [ENGAGEMENT]: 0 } as Record<string, number> } };
  const failing = new Set<string>();
  const retries = {
    failed: (what: string) => void failing.add(what),
    over: (what: string) => void failing.delete(what),
  };
  const gate = new TimerGate(log, INTAKE, [ENGAGEMENT], retries);
  return { log, lane, gate, failing, ask: (minute: number) => gate.ask(minute * MINUTE, [lane as unknown as Lane]) };
}

describe('the gate before due timers', () => {
  it('opens when ingestion has passed the intake and the lane what came of it, as they stood when it was set', async () => {
    const { log, lane, ask } = scene();
    log.head['intake'] = 3;
    expect(await ask(0)).toBeNull();
    log.head['intake'] = 9;
    log.head[ENGAGEMENT] = 5;
    log.ingested = 3;
    expect(await ask(0.1)).toBeNull();
    log.head[ENGAGEMENT] = 7;
    lane.row.offsets[ENGAGEMENT] = 5;
    expect(await ask(0.2)).toMatchObject({ atMs: 0, unconfirmed: false });
  });

  it('opens after a quarter of an hour of asking in vain, and says that nothing confirms it', async () => {
    const { log, ask } = scene();
    log.head['intake'] = 3;
    for (let minute = 0; minute <= 15; minute += 0.5) expect(await ask(minute)).toBeNull();
    expect(await ask(15.1)).toMatchObject({ atMs: 0, unconfirmed: true });
  });

  it('begins anew for a process that stood still: what it might have read meanwhile counts', async () => {
    const { log, ask } = scene();
    log.head['intake'] = 3;
    expect(await ask(0)).toBeNull();
    expect(await ask(120)).toBeNull();
    expect(await ask(120.1)).toBeNull();
    log.ingested = 3;
    expect(await ask(120.2)).toMatchObject({ atMs: 120 * MINUTE, unconfirmed: false });
  });

  it('begins anew after the log was away: nobody could read meanwhile what might refute a timer', async () => {
    const { log, ask } = scene();
    log.head['intake'] = 3;
    expect(await ask(0)).toBeNull();
    log.isAway = true;
    for (let minute = 0.5; minute <= 20; minute += 0.5) await expect(ask(minute)).rejects.toThrow('away');
    log.isAway = false;
    log.head['intake'] = 9;
    log.ingested = 3;
    expect(await ask(20.1)).toBeNull();
    log.ingested = 9;
    expect(await ask(20.2)).toMatchObject({ atMs: 20.1 * MINUTE, unconfirmed: false });
  });

  it('opens nothing while the log is away, and says so until it answers', async () => {
    const { log, lane, gate, failing } = scene();
    const lanes = [lane as unknown as Lane];
    log.isAway = true;
    expect(await gate.tryToAsk(0, lanes)).toBeNull();
    expect([...failing]).toEqual(['asking how far the log was read']);
    log.isAway = false;
    const asking = gate.tryToAsk(1, lanes);
    expect(gate.askingSince).not.toBeNull();
    expect(await asking).toMatchObject({ atMs: 1 });
    expect([failing.size, gate.askingSince]).toEqual([0, null]);
  });
});
