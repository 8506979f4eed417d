import { expect, test } from '@jest/globals';
import { type LogScene, SCENE_LANES } from './log-scene.ts';

/** What appending and looking into the log outside any group promise. */
export function appendingContract(scene: () => LogScene, timeoutMs: number): void {
  test(
    'what was appended is read back as it was, in order, numbered from 0',
    async () => {
      const { log, clicks } = scene();
      const values = [
        '{"name":"Zoë \\n \\u0000 \\"🎈\\""}',
        ' {"a" : 1.50} ',
        'null',
        JSON.stringify('x'.repeat(200_000)),
      ];
      const records = values.map((value, n) => ({
        topic: clicks.name,
        partition: 2,
        key: n === 0 ? 'ключ "1"\n' : `k${n}`,
        value,
        headers: n === 0 ? { 'trace-id': 'ä"b\n', empty: '' } : ({} as Record<string, string>),
      }));
      const before = Date.now() - 60_000;
      await log.append(records);
      const read = await log.read(clicks.name, 2, 0, 100);
      expect(read).toEqual(records.map((record, offset) => ({ ...record, offset, timestampMs: expect.any(Number) })));
      expect(read[0]!.timestampMs).toBeGreaterThan(before);
    },
    timeoutMs,
  );

  test(
    'reading starts at any offset, stops at the limit and at the end',
    async () => {
      const { log, clicks, scaled } = bound(scene());
      const count = scaled(50);
      for (let n = 0; n < count; n++) await log.append(scene().some(3, clicks, 1));
      const offsets = async (from: number, limit: number) =>
        (await log.read(clicks.name, 1, from, limit)).map(({ offset }) => offset);
      expect(await offsets(4, 5)).toEqual([4, 5, 6, 7, 8]);
      expect(await offsets(3 * count - 2, 100)).toEqual([3 * count - 2, 3 * count - 1]);
      expect(await offsets(3 * count, 100)).toEqual([]);
      expect(await offsets(0, 3 * count + 10)).toHaveLength(3 * count);
    },
    timeoutMs,
  );

  test(
    'heads are the next offsets to be written, for every partition',
    async () => {
      const { log, clicks, calls, news } = scene();
      await log.append([...scene().some(3, clicks, 1), ...scene().some(2, news, 0)]);
      await log.append(scene().some(1, clicks, 5));
      const heads = await log.heads([clicks.name, calls.name, news.name]);
      expect(heads.get(clicks.name)).toEqual([0, 3, 0, 0, 0, 1]);
      expect(heads.get(calls.name)).toEqual(Array.from({ length: SCENE_LANES }, () => 0));
      expect(heads.get(news.name)).toEqual([2]);
    },
    timeoutMs,
  );

  test(
    'calls of several clients at once lose nothing, and what one call brings to a partition stays together',
    async () => {
      const { clicks, calls, scaled } = bound(scene());
      const clients = [scene().log, await scene().openLog(), await scene().openLog()];
      const perClient = scaled(40);
      const labelled = (label: string) =>
        [clicks, calls].flatMap((topic) =>
          [1, 3].flatMap((partition) =>
            Array.from({ length: 5 }, (_, n) => ({
              topic: topic.name,
              partition,
              key: 'k',
              value: `"${label}-${n}"`,
              headers: {},
            })),
          ),
        );
      const appending = clients.flatMap((client, c) =>
        Array.from({ length: perClient }, (_, n) => client.append(labelled(`${c}-${n}`))),
      );
      await Promise.all(appending);
      for (const topic of [clicks, calls]) {
        for (const partition of [1, 3]) {
          const values = (await scene().log.read(topic.name, partition, 0, 10_000)).map(({ value }) => value);
          expect(values).toHaveLength(clients.length * perClient * 5);
          for (let at = 0; at < values.length; at += 5) {
            const label = values[at]!.slice(1, -3);
            expect(values.slice(at, at + 5)).toEqual([0, 1, 2, 3, 4].map((n) => `"${label}-${n}"`));
          }
        }
      }
    },
    timeoutMs,
  );

  test(
    'appends of one caller keep their order, also without waiting for each other',
    async () => {
      const { log, clicks, scaled } = bound(scene());
      const batches = Array.from({ length: scaled(200) }, () => scene().some(2, clicks, 4));
      await Promise.all(batches.map((batch) => log.append(batch)));
      const read = await log.read(clicks.name, 4, 0, 10_000);
      expect(read.map(({ value }) => value)).toEqual(batches.flat().map(({ value }) => value));
    },
    timeoutMs,
  );

  test(
    'a call with one impossible record is rejected, and no partition has a part of it',
    async () => {
      const { log, clicks } = scene();
      const good = [...scene().some(2, clicks, 0), ...scene().some(2, clicks, 1)];
      const impossible = [
        { ...good[0]!, topic: `unknown-${scene().id}` },
        { ...good[0]!, partition: SCENE_LANES },
        { ...good[0]!, partition: -1 },
        { ...good[0]!, value: '{\n}' },
      ];
      for (const record of impossible) {
        await expect(log.append([...good.slice(0, 3), record, ...good.slice(3)])).rejects.toThrow();
      }
      for (const head of (await log.heads([clicks.name])).get(clicks.name)!.slice(0, 2)) expect(head % 2).toBe(0);
    },
    timeoutMs,
  );

  test(
    'an append of nothing is fine',
    async () => {
      await scene().log.append([]);
    },
    timeoutMs,
  );

  test(
    'ensuring topics again changes nothing, and fails on another number of partitions',
    async () => {
      const { log, clicks, topics } = scene();
      await log.append(scene().some(2, clicks, 3));
      const other = await scene().openLog();
      await Promise.all([log.ensureTopics(topics), other.ensureTopics(topics)]);
      expect((await other.heads([clicks.name])).get(clicks.name)).toEqual([0, 0, 0, 2, 0, 0]);
      await expect(other.ensureTopics([{ ...clicks, partitions: SCENE_LANES + 1 }])).rejects.toThrow(clicks.name);
    },
    timeoutMs,
  );

  test(
    'several clients may create the same topics at once',
    async () => {
      const specs = ['a', 'b'].map((name) => ({ name: `${name}-${scene().id}`, partitions: 3, retentionMs: null }));
      const clients = [scene().log, await scene().openLog(), await scene().openLog()];
      await Promise.all(clients.map((client) => client.ensureTopics(specs)));
      expect((await scene().log.heads([specs[1]!.name])).get(specs[1]!.name)).toEqual([0, 0, 0]);
    },
    timeoutMs,
  );
}

function bound(scene: LogScene) {
  return { log: scene.log, clicks: scene.clicks, calls: scene.calls, scaled: (count: number) => scene.scaled(count) };
}
