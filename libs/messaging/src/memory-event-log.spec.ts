import { describe, expect, it } from '@jest/globals';
import type { GroupMember } from './event-log.ts';
import { eventLogContract } from './event-log.contract.ts';
import { MemoryEventLog, MemoryLogServer } from './memory-event-log.ts';

eventLogContract('MemoryEventLog', async () => {
  const server = new MemoryLogServer();
  const logs = new Map<unknown, MemoryEventLog>();
  return {
    open: async () => {
      const log = new MemoryEventLog(server);
      logs.set(log, log);
      return log;
    },
    crash: async (log) => logs.get(log)?.crash(),
    deleteBefore: async (at, offset) => server.storage.deleteBefore(at, offset),
    recreate: async ({ name }) => server.storage.recreate(name),
    close: async () => {},
  };
});

describe('MemoryEventLog', () => {
  it('gives the lanes of who dies while it leaves to others', async () => {
    const server = new MemoryLogServer();
    const topics = [{ name: 'smarketing.score.v1', partitions: 3, retentionMs: null }];
    const member = (owned: Set<number>, onRevoked: () => Promise<void>): GroupMember => ({
      onAssigned: async (lanes) => {
        for (const lane of lanes) owned.add(lane);
        return [];
      },
      onRevoked,
      onRecords: async () => {},
      onFailure: () => {},
    });
    const [first, second] = [new MemoryEventLog(server), new MemoryEventLog(server)];
    await first.ensureTopics(topics);
    const dying = await first.join(
      'group',
      topics,
      member(new Set(), () => new Promise(() => undefined)),
    );
    void dying.leave();
    first.crash();
    const owned = new Set<number>();
    await second.join(
      'group',
      topics,
      member(owned, async () => {}),
    );
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(owned).toEqual(new Set([0, 1, 2]));
  });
});
