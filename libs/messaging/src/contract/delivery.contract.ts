import { expect, test } from '@jest/globals';
import { type LogScene, SCENE_LANES } from './log-scene.ts';
import { gate } from './watched-member.ts';

/** What a group's members can rely on about the records that they get. */
export function deliveryContract(scene: () => LogScene, timeoutMs: number): void {
  test(
    'a group gets every record of its topics once and in the order of its partition, old and new',
    async () => {
      const s = scene();
      await s.appendEverywhere(2);
      await s.joinAlone('scoring');
      for (let round = 0; round < s.scaled(30); round++) await s.appendEverywhere(1 + (round % 3));
      await s.expectAllApplied('scoring');
    },
    timeoutMs,
  );

  test(
    'every group gets its own copy, and one that comes later starts at the beginning',
    async () => {
      const s = scene();
      await Promise.all([s.join('scoring'), s.join('routing')]);
      for (let round = 0; round < s.scaled(10); round++) await s.appendEverywhere();
      await s.expectAllApplied('scoring');
      await s.expectAllApplied('routing');
      await s.join('reports');
      await s.expectAllApplied('reports');
    },
    timeoutMs,
  );

  test(
    'a member resumes where it says, whatever the committed offset is',
    async () => {
      const s = scene();
      await s.append(s.some(10, s.clicks, 0));
      await s.append(s.some(10, s.clicks, 1));
      const first = await s.joinAlone('scoring');
      await s.expectAllApplied('scoring');
      await first.membership.commit([
        { topic: s.clicks.name, partition: 0, offset: 2 },
        { topic: s.clicks.name, partition: 1, offset: 9 },
      ]);
      await first.membership.leave();
      const second = await s.join('scoring', (member) => {
        member.whenAssigned = async (positions) =>
          positions.map((position) => ({ ...position, offset: position.offset === 10 ? 6 : position.offset }));
      });
      await s.eventually(() => {
        for (const partition of [0, 1]) {
          const offsets = second.member.calls
            .filter((call) => call.partition === partition)
            .flatMap((call) => call.records);
          expect(offsets.map(({ offset }) => offset)).toEqual([6, 7, 8, 9]);
        }
      });
    },
    timeoutMs,
  );

  test(
    'committed offsets are remembered per group',
    async () => {
      const s = scene();
      await s.append(s.some(5, s.clicks, 2));
      const { membership } = await s.joinAlone('scoring');
      expect((await s.log.committed(s.groupName('scoring'), [s.clicks.name])).get(s.clicks.name)).toEqual(
        Array.from({ length: SCENE_LANES }, () => 0),
      );
      await membership.commit([{ topic: s.clicks.name, partition: 2, offset: 3 }]);
      await membership.commit([{ topic: s.clicks.name, partition: 2, offset: 5 }]);
      const committed = await s.log.committed(s.groupName('scoring'), [s.clicks.name, s.news.name]);
      expect(committed.get(s.clicks.name)).toEqual([0, 0, 5, 0, 0, 0]);
      expect(committed.get(s.news.name)).toEqual([0]);
      expect((await s.log.committed(s.groupName('other'), [s.clicks.name])).get(s.clicks.name)![2]).toBe(0);
    },
    timeoutMs,
  );

  test(
    'nothing of a lane is delivered before its assignment was answered',
    async () => {
      const s = scene();
      await s.appendEverywhere(3);
      const answer = gate();
      const { member } = await s.join('slow', (slow) => {
        slow.whenAssigned = (positions) => answer.passed.then(() => positions);
      });
      await s.eventually(() => expect(member.assigned.size).toBeGreaterThan(0));
      await s.join('witness');
      await s.expectAllApplied('witness');
      await s.appendEverywhere();
      await s.expectAllApplied('witness');
      expect(member.calls).toEqual([]);
      answer.open();
      await s.expectAllApplied('slow');
    },
    timeoutMs,
  );

  test(
    'a full partition gets no further call, while the other partitions of its lane go on',
    async () => {
      const s = scene();
      const room = gate();
      const { member } = await s.joinAlone('slow', (slow) => {
        slow.beforeApply = (topic, partition) =>
          topic === s.clicks.name && partition === 0 ? room.passed : Promise.resolve();
      });
      await s.join('witness');
      const batches = s.scaled(20);
      for (let n = 0; n < batches; n++) await s.append([...s.some(200, s.clicks, 0), ...s.some(5, s.calls, 0)]);
      await s.append(s.some(5, s.news, 0));
      await s.expectAllApplied('witness');
      await s.eventually(() => {
        expect(s.applied('slow').of(s.calls.name, 0)).toHaveLength(batches * 5);
        expect(s.applied('slow').of(s.news.name, 0)).toHaveLength(5);
      });
      const held = member.calls.filter(({ topic, partition }) => topic === s.clicks.name && partition === 0);
      expect(held).toHaveLength(1);
      expect(held[0]!.records.length).toBeLessThan(1_000);
      room.open();
      await s.expectAllApplied('slow');
    },
    timeoutMs,
  );

  test(
    'a broadcast goes to whoever has lane 0, and to nobody else',
    async () => {
      const s = scene();
      const members = [await s.join('scoring'), await s.join('scoring'), await s.join('scoring')];
      await s.expectShared(members);
      await s.append(s.some(4, s.news, 0));
      await s.expectAllApplied('scoring');
      const readers = members.filter(({ member }) => member.calls.some(({ topic }) => topic === s.news.name));
      expect(readers).toEqual(members.filter(({ member }) => member.owned.has(0)));
    },
    timeoutMs,
  );

  test(
    'a group of broadcasts alone has one lane',
    async () => {
      const s = scene();
      const lanes: number[] = [];
      let count = 0;
      const log = await s.openLog();
      await s.append(s.some(3, s.news, 0));
      await log.join(s.groupName('news'), [s.news], {
        onAssigned: async (given) => {
          lanes.push(...given);
          return [];
        },
        onRevoked: async () => {},
        onRecords: async (_topic, _partition, records) => {
          count += records.length;
        },
        onFailure: () => {},
      });
      await s.eventually(() => expect(count).toBe(3));
      expect(lanes).toEqual([0]);
    },
    timeoutMs,
  );

  test(
    'a position that the log never reached is a failure, and is not waited for or skipped',
    async () => {
      const s = scene();
      await s.append(s.some(3, s.clicks, 1));
      const { member } = await s.join('scoring', (rewound) => {
        rewound.whenAssigned = async (positions) =>
          positions.map((position) =>
            position.topic === s.clicks.name && position.partition === 1 ? { ...position, offset: 7 } : position,
          );
      });
      await s.eventually(() => expect(member.failures).toHaveLength(1));
      expect(member.failures[0]!.message).toContain(s.clicks.name);
      await s.append(s.some(2, s.clicks, 2));
      await s.eventually(() => expect(s.applied('scoring').of(s.clicks.name, 2)).toHaveLength(2));
      expect(s.applied('scoring').of(s.clicks.name, 1)).toEqual([]);
    },
    timeoutMs,
  );
}
