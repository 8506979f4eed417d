import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shareLanes } from './share-lanes.ts';
import type { LaneClaim } from './share-lanes.ts';

const claim = (memberId: string, owned: readonly number[] = [], leaving = false): LaneClaim => ({
  memberId,
  owned,
  leaving,
});

test('a member alone gets all lanes', () => {
  expect(shareLanes([claim('a')], 3)).toEqual(new Map([['a', [0, 1, 2]]]));
});

test('a newcomer gets nothing until the owner has let go of what it loses', () => {
  expect(shareLanes([claim('a', [0, 1, 2, 3]), claim('b')], 4)).toEqual(
    new Map([
      ['a', [0, 1]],
      ['b', []],
    ]),
  );
  expect(shareLanes([claim('a', [0, 1]), claim('b')], 4)).toEqual(
    new Map([
      ['a', [0, 1]],
      ['b', [2, 3]],
    ]),
  );
});

test('a lane that two members claim goes to neither', () => {
  const shared = shareLanes([claim('a', [0, 1]), claim('b', [1])], 2);
  expect([...shared.values()].flat()).not.toContain(1);
});

test('who leaves keeps nothing and gets nothing', () => {
  expect(shareLanes([claim('a', [0], true), claim('b')], 3)).toEqual(
    new Map([
      ['a', []],
      ['b', [1, 2]],
    ]),
  );
});

test('whatever was owned, after everybody has let go all lanes are shared fairly, none twice, and no more moved than needed', () => {
  const membersWith = fc.record({
    members: fc.integer({ min: 1, max: 7 }),
    lanes: fc.integer({ min: 1, max: 30 }),
    seed: fc.array(fc.nat(9)),
  });
  fc.assert(
    fc.property(membersWith, ({ members, lanes, seed }) => {
      const ids = Array.from({ length: members }, (_, n) => `m${n}`);
      const owned = new Map<string, number[]>(ids.map((id) => [id, []]));
      for (let lane = 0; lane < lanes; lane++) owned.get(`m${seed[lane]}`)?.push(lane);
      const first = shareLanes(
        ids.map((id) => claim(id, owned.get(id))),
        lanes,
      );
      for (const id of ids) for (const lane of first.get(id)!) expect(isOthers(owned, id, lane)).toBe(false);
      const second = shareLanes(
        ids.map((id) => claim(id, first.get(id))),
        lanes,
      );
      expect([...second.values()].flat().toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: lanes }, (_, lane) => lane),
      );
      const sizes = [...second.values()].map((given) => given.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      for (const id of ids) expect(second.get(id)).toEqual(expect.arrayContaining([...first.get(id)!]));
    }),
  );
});

function isOthers(owned: ReadonlyMap<string, readonly number[]>, id: string, lane: number): boolean {
  return [...owned].some(([other, lanes]) => other !== id && lanes.includes(lane));
}
