import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { AppendRecord, GroupMember, LogRecord, TopicSpec } from '@smarketing/messaging';
import { eventually, startTestPostgres, type TestPostgres } from '@smarketing/testing';
import { PostgresLogProcesses } from './log-processes.ts';

const DAY_MS = 86_400_000;
jest.setTimeout(60_000);

let server: TestPostgres;
let processes: PostgresLogProcesses;
let count = 0;

beforeAll(async () => {
  server = await startTestPostgres();
  processes = await PostgresLogProcesses.start(await server.freshDatabase());
}, 60_000);
afterAll(async () => {
  await processes.end();
  await server.stop();
}, 60_000);

const aTopic = (retentionMs: number | null = null): TopicSpec => ({ name: `t${count++}`, partitions: 2, retentionMs });
const some = (topic: TopicSpec, n: number, partition = 0): readonly AppendRecord[] =>
  Array.from({ length: n }, (_, index) => ({ topic: topic.name, partition, key: 'k', value: `${index}`, headers: {} }));

/** A member without state of its own, which starts where it is told. */
function aReader(from: number | 'earliest' = 'earliest') {
  const offsets: number[] = [];
  const failures: Error[] = [];
  const owned = new Set<number>();
  const calls: string[] = [];
  const topics = new Set<string>();
  const member: GroupMember = {
    onAssigned: async (lanes) => {
      calls.push(`assigned ${lanes.join()}`);
      for (const lane of lanes) owned.add(lane);
      return from === 'earliest' ? [] : [...topics].map((topic) => ({ topic, partition: 0, offset: from }));
    },
    onRevoked: async (lanes) => {
      calls.push(`revoked ${lanes.join()}`);
      for (const lane of lanes) owned.delete(lane);
    },
    onRecords: async (_topic, partition, records: readonly LogRecord[]) => {
      if (partition === 0) offsets.push(...records.map(({ offset }) => offset));
    },
    onFailure: (error) => failures.push(error),
  };
  return { member, offsets, failures, owned, calls, topics };
}

describe('retention', () => {
  test('keeps what is young, what a registered group has not read, and always the newest batch', async () => {
    let nowMs = 100 * DAY_MS;
    const log = processes.open({ clock: () => nowMs });
    const topic = aTopic(14 * DAY_MS);
    await log.ensureTopics([topic]);
    const membership = await log.join(`g-${topic.name}`, [topic], aReader().member);
    for (let batch = 0; batch < 5; batch++) await log.append(some(topic, 10));

    nowMs += 13 * DAY_MS;
    await log.append(some(topic, 10));
    await membership.commit([{ topic: topic.name, partition: 0, offset: 60 }]);
    expect(await log.expire()).toBe(0);

    nowMs += 2 * DAY_MS;
    await membership.commit([{ topic: topic.name, partition: 0, offset: 25 }]);
    expect(await log.expire()).toBe(2);
    await expect(log.read(topic.name, 0, 0, 1)).rejects.toThrow('offset 0 should be read next');
    expect((await log.read(topic.name, 0, 20, 1))[0]!.offset).toBe(20);

    await membership.commit([{ topic: topic.name, partition: 0, offset: 60 }]);
    expect(await log.expire()).toBe(3);
    nowMs += 100 * DAY_MS;
    expect(await log.expire()).toBe(0);
    await log.append(some(topic, 1));
    expect((await log.heads([topic.name])).get(topic.name)![0]).toBe(61);
    await log.close();
  });

  test('what no group reads goes by age alone, and a forgotten group holds nothing back', async () => {
    let nowMs = 100 * DAY_MS;
    const log = processes.open({ clock: () => nowMs });
    const topic = aTopic(DAY_MS);
    const forEver = aTopic();
    await log.ensureTopics([topic, forEver]);
    for (let batch = 0; batch < 3; batch++) await log.append([...some(topic, 1), ...some(forEver, 1)]);
    const membership = await log.join(`g-${topic.name}`, [topic], aReader().member);
    await membership.leave();
    nowMs += 3 * DAY_MS;
    expect(await log.expire()).toBe(0);
    await log.forgetGroup(`g-${topic.name}`);
    expect(await log.expire()).toBe(2);
    expect(await log.read(forEver.name, 0, 0, 10)).toHaveLength(3);
    expect(await log.sizeBytes()).toBeGreaterThan(0);
    await log.close();
  });

  test('a group without a position starts at the earliest record; one that wants what is gone fails and gets nothing', async () => {
    const log = processes.open({ clock: () => 0 });
    const later = processes.open({ clock: () => 10 * DAY_MS });
    const topic = aTopic(DAY_MS);
    await log.ensureTopics([topic]);
    for (let batch = 0; batch < 3; batch++) await log.append(some(topic, 4));
    expect(await later.expire()).toBe(2);
    const [fresh, behind] = [aReader(), aReader(6)];
    behind.topics.add(topic.name);
    await log.join('fresh', [topic], fresh.member);
    await log.join('behind', [topic], behind.member);
    await eventually(() => expect(fresh.offsets).toEqual([8, 9, 10, 11]));
    await eventually(() => expect(behind.failures.map(({ name }) => name)).toEqual(['LostRecords']));
    expect(behind.offsets).toEqual([]);
    await Promise.all([log.close(), later.close()]);
  });
});

describe('reading', () => {
  test('may start in the middle of a batch, also one that two groups read at different positions', async () => {
    const log = processes.open();
    const topic = aTopic();
    await log.ensureTopics([topic]);
    await log.append(some(topic, 10));
    await log.append(some(topic, 10));
    const readers = [3, 0, 10, 17, 20].map((from) => ({ from, ...aReader(from) }));
    for (const { from, topics, member } of readers) {
      topics.add(topic.name);
      await log.join(`from ${from} of ${topic.name}`, [topic], member);
    }
    await log.append(some(topic, 1));
    await eventually(() => {
      for (const { from, offsets } of readers) {
        expect(offsets).toEqual(Array.from({ length: 21 - from }, (_, index) => from + index));
      }
    });
    await log.close();
  });

  test('stops at a hole with a failure, and never goes on behind it', async () => {
    const log = processes.open();
    const topic = aTopic();
    await log.ensureTopics([topic]);
    for (let batch = 0; batch < 4; batch++) await log.append(some(topic, 5));
    await processes.admin.query(
      `DELETE FROM log.log_batch b USING log.log_topic t WHERE t.name = $1 AND b.pid = t.first_pid AND b.first_off = 10`,
      [topic.name],
    );
    const reader = aReader();
    await log.join(`g-${topic.name}`, [topic], reader.member);
    await eventually(() => expect(reader.failures).toHaveLength(1));
    expect(reader.failures[0]!.message).toContain('offset 10');
    expect(reader.offsets).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await log.close();
  });

  test('another process sees an append by the hint long before its poll', async () => {
    const writer = processes.open({ hints: true });
    const follower = processes.open({ hints: true, pollMs: 60_000 });
    const topic = aTopic();
    await writer.ensureTopics([topic]);
    const reader = aReader();
    await follower.join(`g-${topic.name}`, [topic], reader.member);
    await eventually(() => expect(reader.owned.size).toBe(2));
    for (let n = 1; n <= 3; n++) {
      await writer.append(some(topic, 1));
      await eventually(() => expect(reader.offsets).toHaveLength(n));
    }
    await Promise.all([writer.close(), follower.close()]);
  });
});

describe('appending', () => {
  test('many records of one call stay together although they fill several rows', async () => {
    const log = processes.open();
    const topic = aTopic();
    await log.ensureTopics([topic]);
    const records = some(topic, 3_000);
    await Promise.all([log.append(records), log.append(some(topic, 1)), log.append(some(topic, 1, 1))]);
    const values = (await log.read(topic.name, 0, 0, 5_000)).map(({ value }) => value);
    expect(values).toEqual([...records.map(({ value }) => value), '0']);
    await log.close();
  });

  test('a connection that breaks fails the call, and the next one works', async () => {
    const log = processes.open();
    const topic = aTopic();
    await log.ensureTopics([topic]);
    await log.append(some(topic, 1));
    await processes.cut(log);
    await log.append(some(topic, 1)).catch(() => log.append(some(topic, 1)));
    expect((await log.heads([topic.name])).get(topic.name)![0]).toBeGreaterThanOrEqual(2);
    await log.close();
  });
});

describe('membership', () => {
  test('a process whose connections break keeps its lanes, and loses no record', async () => {
    const log = processes.open({ pollMs: 50 });
    const topic = aTopic();
    await log.ensureTopics([topic]);
    const reader = aReader();
    await log.join(`g-${topic.name}`, [topic], reader.member);
    await eventually(() => expect(reader.owned.size).toBe(2));
    for (let n = 0; n < 3; n++) {
      await processes.cut(log);
      const writer = processes.open();
      await writer.append(some(topic, 2));
      await writer.close();
    }
    await eventually(() => expect(reader.offsets).toEqual([0, 1, 2, 3, 4, 5]));
    expect(reader.owned.size).toBe(2);
    expect(reader.failures).toEqual([]);
    await log.close();
  });

  test('lanes that the table gives to a process unasked, or takes from it, are taken up by its next tick', async () => {
    const log = processes.open({ pollMs: 50 });
    const topic = aTopic();
    await log.ensureTopics([topic]);
    const reader = aReader();
    const group = `g-${topic.name}`;
    await log.join(group, [topic], reader.member);
    await eventually(() => expect(reader.owned.size).toBe(2));
    await processes.admin.query('UPDATE log.log_lane SET epoch = epoch + 1 WHERE grp = $1 AND lane = 1', [group]);
    await eventually(() => expect(reader.calls).toEqual(['assigned 0,1', 'revoked 1', 'assigned 1']));
    await processes.admin.query('DELETE FROM log.log_process');
    await eventually(async () => {
      const { rows } = await processes.admin.query('SELECT FROM log.log_member WHERE grp = $1', [group]);
      expect(rows).toHaveLength(1);
    });
    await log.append(some(topic, 2));
    await eventually(() => expect(reader.offsets).toEqual([0, 1]));
    expect([...reader.owned].sort((a, b) => a - b)).toEqual([0, 1]);
    await log.close();
  });

  test('a process that stands still is taken for dead and loses its lanes', async () => {
    const sleepy = processes.open({ pollMs: 60_000, staleMs: 600 });
    const topic = aTopic();
    await sleepy.ensureTopics([topic]);
    const [first, second] = [aReader(), aReader()];
    const membership = await sleepy.join(`g-${topic.name}`, [topic], first.member);
    await eventually(() => expect(first.owned.size).toBe(2));
    const other = processes.open({ pollMs: 50, staleMs: 600 });
    await other.join(`g-${topic.name}`, [topic], second.member);
    await eventually(() => expect(second.owned.size).toBe(2));
    await membership.leave();
    expect(first.owned.size).toBe(0);
    await Promise.all([sleepy.close(), other.close()]);
    expect(second.owned.size).toBe(0);
  });
});
