import { expect, test } from '@jest/globals';
import { type LogScene, SCENE_LANES, type SceneMember } from './log-scene.ts';
import { gate } from './watched-member.ts';

/** How lanes move between members. */
export function membershipContract(scene: () => LogScene, timeoutMs: number): void {
  test(
    'five members that join and leave under way share whole lanes, and every record is applied once and in order',
    async () => {
      const s = scene();
      const living: SceneMember[] = [];
      const changing = async (change: () => Promise<void>) => {
        const appending = (async () => {
          for (let round = 0; round < s.scaled(10); round++) await s.appendEverywhere();
        })();
        await change();
        await appending;
        await s.expectShared(living);
      };
      for (let n = 0; n < 5; n++) {
        await changing(async () => void living.push(await s.join('scoring')));
      }
      await changing(() => living.shift()!.membership.leave());
      await changing(() => living.splice(1, 1)[0]!.membership.leave());
      await changing(async () => void living.push(await s.join('scoring')));
      await changing(async () => {
        await Promise.all(living.splice(0, 2).map(({ membership }) => membership.leave()));
      });
      await s.expectAllApplied('scoring');
    },
    timeoutMs * 2,
  );

  test(
    'five members that join at once share the lanes',
    async () => {
      const s = scene();
      await s.appendEverywhere();
      const members = await Promise.all(Array.from({ length: 5 }, () => s.join('scoring')));
      await s.expectShared(members);
      await s.expectAllApplied('scoring');
    },
    timeoutMs,
  );

  test(
    'after a crash the lanes go to another member, which gets what was not applied before anything later',
    async () => {
      const s = scene();
      const stuck = gate();
      const first = await s.joinAlone('scoring');
      await s.appendEverywhere(3);
      await s.expectAllApplied('scoring');
      first.member.beforeApply = () => stuck.passed.then(() => false);
      await s.appendEverywhere(3);
      await s.eventually(() => expect(first.member.calls.length).toBeGreaterThan(0));
      const second = await s.join('scoring');
      await s.crash(first);
      await s.appendEverywhere(2);
      await s.expectShared([second]);
      await s.expectAllApplied('scoring');
      stuck.open();
    },
    timeoutMs,
  );

  test(
    'one of several members crashes under way, and nothing is lost or doubled',
    async () => {
      const s = scene();
      const members = [await s.join('scoring'), await s.join('scoring'), await s.join('scoring')];
      await s.expectShared(members);
      for (let round = 0; round < s.scaled(10); round++) await s.appendEverywhere();
      const [crashed] = members.splice(1, 1);
      await s.crash(crashed!);
      for (let round = 0; round < s.scaled(10); round++) await s.appendEverywhere();
      await s.expectShared(members);
      await s.expectAllApplied('scoring');
    },
    timeoutMs,
  );

  test(
    'a lane moves only when its old member has let go of it',
    async () => {
      const s = scene();
      const letGo = gate();
      const first = await s.joinAlone('scoring', (member) => {
        member.whenRevoked = () => letGo.passed;
      });
      const second = await s.join('scoring');
      await s.join('witness');
      await s.appendEverywhere();
      await s.expectAllApplied('witness');
      expect([...first.member.owned].filter((lane) => second.member.owned.has(lane))).toEqual([]);
      letGo.open();
      await s.expectShared([first, second]);
      await s.expectAllApplied('scoring');
    },
    timeoutMs,
  );

  test(
    'leaving waits for what is under way, and nothing comes after it',
    async () => {
      const s = scene();
      const work = gate();
      const letGo = gate();
      const { member, membership } = await s.joinAlone('scoring', (slow) => {
        slow.beforeApply = () => work.passed;
        slow.whenRevoked = () => letGo.passed;
      });
      await s.append(s.some(2, s.clicks, 3));
      await s.eventually(() => expect(member.calls).toHaveLength(1));
      let left = false;
      const leaving = membership.leave().then(() => {
        left = true;
      });
      await s.joinAlone('witness');
      await s.expectAllApplied('witness');
      expect(left).toBe(false);
      letGo.open();
      await s.append(s.some(2, s.clicks, 3));
      await s.expectAllApplied('witness');
      expect(left).toBe(false);
      work.open();
      await leaving;
      await s.append(s.some(2, s.clicks, 3));
      await s.expectAllApplied('witness');
      expect(member.calls).toHaveLength(1);
    },
    timeoutMs,
  );

  test(
    'closing a log takes its members out of their groups',
    async () => {
      const s = scene();
      const first = await s.joinAlone('scoring');
      const second = await s.join('scoring');
      await first.log.close();
      expect(first.member.owned.size).toBe(0);
      await s.expectShared([second]);
    },
    timeoutMs,
  );

  test(
    'reassigning asks again where to read from, and starts over there',
    async () => {
      const s = scene();
      const { member, membership } = await s.joinAlone('scoring');
      await s.append([...s.some(5, s.clicks, 2), ...s.some(5, s.clicks, 3)]);
      await s.expectAllApplied('scoring');
      const again = new Map(member.assigned);
      member.whenAssigned = async (positions) =>
        positions.map((position) => (position.topic === s.clicks.name ? { ...position, offset: 1 } : position));
      member.calls.length = 0;
      await membership.reassign([2]);
      await s.eventually(() => {
        const offsets = member.calls.flatMap(({ partition, records }) =>
          records.map(({ offset }) => `${partition}:${offset}`),
        );
        expect(offsets).toEqual(['2:1', '2:2', '2:3', '2:4']);
      });
      expect(member.assigned.get(2)).toBe(again.get(2)! + 1);
      expect(member.assigned.get(3)).toBe(again.get(3)!);
    },
    timeoutMs,
  );

  test(
    'reassigning releases a partition that is full',
    async () => {
      const s = scene();
      const room = gate();
      const { member, membership } = await s.joinAlone('scoring', (slow) => {
        slow.beforeApply = () => room.passed.then(() => false);
      });
      await s.append(s.some(5, s.clicks, 2));
      await s.eventually(() => expect(member.calls).toHaveLength(1));
      member.beforeApply = async () => true;
      member.whenAssigned = async (positions) => {
        room.open();
        return positions;
      };
      await membership.reassign([2]);
      await s.expectAllApplied('scoring');
    },
    timeoutMs,
  );

  test(
    'members of several groups in one process do not disturb each other',
    async () => {
      const s = scene();
      const { log } = await s.joinAlone('scoring');
      let routed = 0;
      const routing = await log.join(s.groupName('routing'), [s.clicks], {
        onAssigned: async () => [],
        onRevoked: async () => {},
        onRecords: async (_topic, _partition, records) => {
          routed += records.length;
        },
        onFailure: () => {},
      });
      await s.appendEverywhere();
      await s.eventually(() => expect(routed).toBe(SCENE_LANES));
      await routing.leave();
      await s.appendEverywhere();
      await s.expectAllApplied('scoring');
      expect(routed).toBe(SCENE_LANES);
    },
    timeoutMs,
  );
}
