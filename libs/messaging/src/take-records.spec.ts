import { expect, it } from '@jest/globals';
import type { LogRecord } from './event-log.ts';
import { Lane } from './lane.ts';
import { SEQUENCE_HEADER, SOURCE_HEADER } from './numbers.ts';
import { takeRecords } from './take-records.ts';
import { noRebuild } from './rebuild/lane-rebuild.ts';

const record = (topic: string, offset: number): LogRecord => ({
  topic,
  partition: 3,
  key: 'k',
  value: '[]',
  headers: { [SOURCE_HEADER]: 'ingestion/1', [SEQUENCE_HEADER]: String(offset + 1) },
  offset,
  timestampMs: 0,
});

const aLane = (): Lane =>
  new Lane(
    {
      lane: 3,
      epoch: 1,
      offsets: {},
      seen: {},
      sent: {},
      clockMs: 0,
      agreementVersion: 0,
      rebuild: noRebuild,
      sweep: null,
    },
    { last: 0, concerns: () => true, onStop: () => undefined },
  );

const rules = {
  intake: null,
  nowMs: 0,
  newestAgreement: 0,
  knows: () => true,
  limitEvents: 50,
  decodeIntake: () => {
    throw new Error('no intake here');
  },
};

it('gives each topic of a lane its share, so that a backlog on one holds up no other', () => {
  const lane = aLane();
  const many = Array.from({ length: 300 }, (_, offset) => record('smarketing.engagement.v1', offset));
  void lane.enqueue('smarketing.engagement.v1', many);
  void lane.enqueue('smarketing.sales.v1', [record('smarketing.sales.v1', 0), record('smarketing.sales.v1', 1)]);
  const { taken } = takeRecords(lane, rules);
  expect(taken.get('smarketing.sales.v1')).toBe(2);
  expect(taken.get('smarketing.engagement.v1')).toBe(48);
});

it.each([
  ['says so where it had to leave something', 51, true],
  ['leaves nothing where all that waited just fits', 50, false],
])('%s', (_what, count, leavesSome) => {
  const lane = aLane();
  const many = Array.from({ length: count }, (_, offset) => record('smarketing.engagement.v1', offset));
  void lane.enqueue('smarketing.engagement.v1', many);
  expect(takeRecords(lane, rules).leavesSome).toBe(leavesSome);
});

it('asks the log to wait for long records sooner than for many', async () => {
  const lane = aLane();
  const long = { ...record('smarketing.engagement.v1', 0), value: `[${' '.repeat(2 << 20)}]` };
  let hasRoom = false;
  const room = lane.enqueue('smarketing.engagement.v1', [long]).then(() => (hasRoom = true));
  await Promise.resolve();
  expect(hasRoom).toBe(false);
  lane.consumed('smarketing.engagement.v1', 1);
  await room;
});
