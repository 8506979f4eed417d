import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { live } from './live.ts';
import type { Ports } from './model-process.ts';
import { Random } from './random.ts';
import type { Emphasis, Schedule, Step } from './schedule.ts';
import { kinds } from './stages.ts';
import { points, troubles } from './world.ts';

const START_MS = Date.parse('2026-03-02T09:00:00Z');
/** Below it a kind of fault may happen not to strike. */
const ENOUGH_FOR_ALL_FAULTS = 5_000;
const PATIENCE_MS = 10 * 60_000;

const stage = fc.constantFrom('first' as const, 'second' as const);
const which = fc.nat(2);
/** The rare ones more often: a due timer, and a process that comes back. */
const point = fc.constantFrom(...points, 'heads' as const, 'heads' as const, 'heads' as const, 'rejoin' as const);

const ambush = (strike: 'die' | 'suspend'): fc.Arbitrary<Step> =>
  fc.record({
    do: fc.constant('ambush' as const),
    stage,
    point,
    strike: fc.constant(strike),
    skip: fc.nat(2),
  });

const stepsOf = ({ kills, pauses }: Emphasis): fc.Arbitrary<Step> => {
  const weighted: [number, fc.Arbitrary<Step>][] = [
    [
      10,
      fc.record({
        do: fc.constant('say' as const),
        lead: fc.nat(5),
        topic: fc.nat(1),
        kind: fc.constantFrom(...kinds, 'plain' as const, 'plain' as const, 'plain' as const, 'timed' as const),
        at: fc.nat(2),
      }),
    ],
    [
      3,
      fc.record({
        do: fc.constant('say again' as const),
        which: fc.nat(20),
        elsewhere: fc.option<number>(fc.nat(2), { freq: 2 }),
      }),
    ],
    [2, fc.record({ do: fc.constant('command' as const), lead: fc.nat(5) })],
    [1, fc.constant({ do: 'cure' as const })],
    [2, fc.record({ do: fc.constant('try again' as const), which })],
    [kills, fc.record({ do: fc.constant('crash' as const), stage, which })],
    [2 * kills, ambush('die')],
    [pauses, fc.record({ do: fc.constant('suspend' as const), stage, which })],
    [2 * pauses, ambush('suspend')],
    [2 * pauses, fc.record({ do: fc.constant('resume' as const), which })],
    [pauses, fc.record({ do: fc.constantFrom('twin' as const, 'fence' as const), stage })],
    [2, fc.record({ do: fc.constant('join' as const), stage })],
    [1, fc.record({ do: fc.constant('leave' as const), stage, which })],
    [
      4,
      fc.record({
        do: fc.constant('trouble' as const),
        trouble: fc.constantFrom(...troubles),
        times: fc.integer({ min: 1, max: 3 }),
      }),
    ],
    [
      1,
      fc.record({ do: fc.constant('offsets' as const), stage, to: fc.constantFrom('start' as const, 'head' as const) }),
    ],
  ];
  return fc.oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })));
};

const schedulesOf = (emphasis: Emphasis): fc.Arbitrary<Schedule> =>
  fc.record({
    seed: fc.nat(),
    steps: fc.array(
      fc.tuple(stepsOf(emphasis), fc.nat(12)).map(([step, turns]) => ({ ...step, turns })),
      { minLength: 4, maxLength: 20 },
    ),
  });

/** Time that stands still but for the world's turns, and chance by seed. For the tests of the file that calls it. */
export function virtualTime(): { startAnew(seed: number): void; toNextTimer(): void } {
  let chance = new Random(0);
  beforeAll(() => {
    // What is left real is how the world waits until a turn has ended.
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'clearImmediate', 'nextTick', 'queueMicrotask'] });
    jest.spyOn(Math, 'random').mockImplementation(() => chance.next());
  });
  afterAll(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });
  return {
    startAnew: (seed) => {
      jest.clearAllTimers();
      jest.setSystemTime(START_MS);
      chance = new Random(seed);
    },
    toNextTimer: () => jest.advanceTimersToNextTimer(),
  };
}

export type Trial = {
  readonly emphasis: Emphasis;
  readonly seed: number;
  readonly schedules: number;
  readonly ports?: Ports;
  /** How often each kind of fault really struck; counted up. */
  readonly struck?: Map<string, number>;
};

/** Lives through so many schedules on the real runner, or until one breaks the promise. */
export async function tryOut(
  time: ReturnType<typeof virtualTime>,
  { emphasis, seed, schedules, ports, struck = new Map<string, number>() }: Trial,
) {
  const property = fc.asyncProperty(schedulesOf(emphasis), async (schedule) => {
    time.startAnew(schedule.seed);
    await live(schedule, { clock: time, struck, ...(ports && { ports }) });
  });
  return fc.check(property, { seed, numRuns: schedules, endOnFailure: ports !== undefined });
}

/** The delivery laws of /docs/adr/0002-the-runner.md, under schedules of one kind. MODEL_SCHEDULES (of all kinds) and MODEL_SEED are settings. */
export function deliveryLaws(name: string, emphasis: Emphasis): void {
  const schedules = Math.ceil(Number(process.env['MODEL_SCHEDULES'] ?? 20_000) / 2);
  const seed = Number(process.env['MODEL_SEED'] ?? Date.now() % 2 ** 31);
  const time = virtualTime();
  const struck = new Map<string, number>();

  describe(`${schedules} schedules with ${name} (MODEL_SEED=${seed})`, () => {
    it(
      'apply all that was acknowledged once and in order, publish each effect, and number them without a gap',
      async () => {
        const tried = await tryOut(time, { emphasis, seed, schedules, struck });
        if (tried.failed)
          throw new Error(
            `MODEL_SEED=${seed}: ${String(tried.errorInstance)}\n${JSON.stringify(tried.counterexample)}`,
            {
              cause: tried.errorInstance,
            },
          );
        expect(tried.numRuns).toBe(schedules);
      },
      PATIENCE_MS,
    );

    (schedules < ENOUGH_FOR_ALL_FAULTS ? it.skip : it)('have seen each kind of fault strike', () => {
      const strikes =
        emphasis.kills > emphasis.pauses
          ? points.filter((one) => one !== 'rejoin').map((one) => `die at ${one}`)
          : [...points.map((one) => `suspend at ${one}`), 'die at rejoin', 'an id counted by another lane meanwhile'];
      const expected = [
        ...strikes,
        ...troubles,
        'arrived after death: append',
        'arrived after death: commit',
        'fenced',
        'resumed after a takeover',
        'twin',
        'leave',
        'unpublished found at a claim',
        'repeats dropped by number',
        'client duplicates dropped',
        'dead letter tried again',
        'offsets set to the start',
        'offsets set to the head',
        'everything restarted at the end',
      ];
      expect(expected.filter((kind) => !struck.has(kind))).toEqual([]);
    });
  });
}
