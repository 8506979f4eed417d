import { soundPorts, type Ports } from './model-process.ts';
import type { Schedule } from './schedule.ts';
import { judge, repeatsIn, Violation } from './sequential-model.ts';
import { System } from './system.ts';
import { World, type VirtualClock } from './world.ts';

/** Longer than any pause of the runner's: what is missing after it does not come any more. */
const PATIENCE_MS = 30_000;
const A_MOMENT_MS = 2_000;
/** For a system that never comes to rest. */
const MOST_TURNS = 20_000;

type Surroundings = {
  readonly clock: VirtualClock;
  /** How often each kind of fault really struck; counted up. */
  readonly struck: Map<string, number>;
  readonly ports?: Ports;
};

/** Lives through a schedule and what has to come of it afterwards. Rejects with a Violation where the promise is broken. */
export async function live(
  { seed, steps }: Schedule,
  { clock, struck, ports = soundPorts }: Surroundings,
): Promise<void> {
  const world = new World(seed, clock, struck);
  const system = new System(world, ports);
  for (const step of steps) {
    system.take(step);
    for (let turn = 0; turn < step.turns; turn++) await world.turn();
  }
  world.calm();
  system.recover();
  await settle(world, system);
  if (world.random.oneIn(5)) {
    world.note('everything restarted at the end');
    system.restart();
    await settle(world, system);
  }
  // To count takes time: what some of the schedules say is enough.
  if (world.random.oneIn(8)) for (const [what, times] of repeatsIn(system.outcome())) world.note(what, times);
}

/** Until nothing is under way and all is as it should be; what is still missing then is lost. */
async function settle(world: World, system: System): Promise<void> {
  let sinceMs = Date.now();
  let goesOn = false;
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    if (world.isIdle) {
      const waitedMs = Date.now() - sinceMs;
      const { isAtRest } = system;
      const violation = isAtRest || waitedMs > A_MOMENT_MS ? violationOf(system) : null;
      if (!violation && isAtRest) return;
      if (violation?.breach === 'timer lost' && !goesOn && waitedMs > A_MOMENT_MS) {
        // A timer waits until the first stage's offsets, which somebody has set back, are told anew.
        goesOn = true;
        sinceMs = Date.now();
        system.goOn();
      } else if (waitedMs > PATIENCE_MS) {
        throw violation ?? new Violation('stuck', 'a lane has no owner, or what was committed does not reach the log');
      }
    }
    await world.turn();
  }
  throw violationOf(system) ?? new Violation('stuck', 'it does not come to rest');
}

function violationOf(system: System): Violation | null {
  if (system.escaped.length > 0) throw new Error('an error escaped', { cause: system.escaped[0] });
  try {
    judge(system.outcome());
    return null;
  } catch (error) {
    if (error instanceof Violation) return error;
    throw error;
  }
}
