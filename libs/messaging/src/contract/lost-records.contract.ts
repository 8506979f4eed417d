import { expect, test } from '@jest/globals';
import { LostRecords } from '../lost-records.ts';
import { type LogScene, type LossyHarness, SCENE_LANES } from './log-scene.ts';
import { gate } from './watched-member.ts';

const LANE = 2;

/** What becomes of readers whose records are gone: they are told, and nothing is skipped. */
export function lostRecordsContract(scene: () => LogScene, log: () => LossyHarness, timeoutMs: number): void {
  const lost = (wanted: number) =>
    expect.objectContaining({ name: 'LostRecords', topic: scene().clicks.name, partition: LANE, wanted });
  const others = Array.from({ length: SCENE_LANES }, (_, lane) => lane).filter((lane) => lane !== LANE);

  const delivered = (s: LogScene, partition = LANE): number[] =>
    s.members.flatMap(({ member }) =>
      member.calls
        .filter((call) => call.topic === s.clicks.name && call.partition === partition)
        .flatMap(({ records }) => records.map(({ offset }) => offset)),
    );

  test(
    'a position below the first record that is kept fails, and gets nothing; other lanes go on',
    async () => {
      const s = scene();
      for (let n = 0; n < 10; n++) await s.append(s.some(1, s.clicks, LANE));
      await log().deleteBefore({ topic: s.clicks.name, partition: LANE }, 6);
      const { member } = await s.join('scoring', (late) => {
        late.whenAssigned = async () => [{ topic: s.clicks.name, partition: LANE, offset: 3 }];
      });
      await s.eventually(() => expect(member.failures).toEqual([lost(3)]));
      expect((member.failures[0] as LostRecords).log).toEqual({ first: 6, head: 10 });
      for (const lane of others) await s.append(s.some(1, s.clicks, lane));
      await s.eventually(() => expect(others.map((lane) => delivered(s, lane))).toEqual(others.map(() => [0])));
      expect(delivered(s)).toEqual([]);
    },
    timeoutMs,
  );

  test(
    'a reader that retention overtakes gets what it had asked for, and then fails; nothing is left out in between',
    async () => {
      const s = scene();
      const room = gate();
      const { member } = await s.joinAlone('scoring', (slow) => {
        slow.beforeApply = () => room.passed;
      });
      await s.log.append(s.some(1, s.clicks, LANE));
      await s.eventually(() => expect(member.calls).toHaveLength(1));
      // More than a reader holds in advance.
      const filler = 'x'.repeat(400_000);
      const large = s.some(16, s.clicks, LANE).map((record) => ({ ...record, value: JSON.stringify(filler) }));
      for (const record of large) await s.log.append([record]);
      // Retention keeps the newest batch: an emptied log would begin again at 0, and is the next test's matter.
      await log().deleteBefore({ topic: s.clicks.name, partition: LANE }, 16);
      room.open();
      await s.eventually(() => expect(member.failures).toHaveLength(1));
      const before = delivered(s);
      expect(before).toEqual(before.map((_, n) => n));
      expect(member.failures).toEqual([lost(before.length)]);
    },
    timeoutMs,
  );

  test(
    'a topic that is deleted and created again under its reader fails it, before anything of the new one is read',
    async () => {
      const s = scene();
      const room = gate();
      const { member } = await s.joinAlone('scoring');
      await s.append(s.some(9, s.clicks, LANE));
      await s.expectAllApplied('scoring');
      // Another group, whose reader is busy when it happens.
      const busy = await s.joinAlone('routing', (slow) => {
        slow.beforeApply = () => room.passed;
      });
      await s.eventually(() => expect(busy.member.calls).toHaveLength(1));
      await log().recreate(s.clicks);
      await s.log.append(s.some(3, s.clicks, LANE));
      await s.eventually(() => expect(member.failures).toContainEqual(lost(9)));
      room.open();
      await s.eventually(() => expect(busy.member.failures).toContainEqual(lost(9)));
      for (const one of [member, busy.member]) {
        expect(one.calls.flatMap(({ records }) => records.map(({ offset }) => offset))).toEqual([...Array(9).keys()]);
      }
    },
    timeoutMs,
  );
}
