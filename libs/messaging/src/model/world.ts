import { Random } from './random.ts';

/** The steps of a runner, as its ports see them. Here a process may be struck, and here others may overtake it. */
export const points = [
  'join',
  'refresh',
  'assigned',
  'claim',
  'claimed',
  'epochs',
  'timers',
  'inbox',
  'heads',
  'records',
  'begin',
  'load',
  // The batch is decided.
  'advance',
  'save',
  'drop',
  'commit',
  'committed',
  'append',
  'appended',
  'offsets',
  'offsets told',
  'revoked',
  'rejoin',
] as const;
export type Point = (typeof points)[number];

/** What goes wrong with the next calls, whoever makes them. */
export const troubles = [
  'lost ack',
  'refused append',
  'torn append',
  'late append',
  'refused offsets',
  'lower offsets delivered',
  'database away',
  'unknown commit, done',
  'unknown commit, undone',
] as const;
export type Trouble = (typeof troubles)[number];

export type StageName = 'first' | 'second';

/** What a process is to the world: something that can be stopped. */
export type Actor = {
  readonly stage: StageName;
  readonly state: 'running' | 'suspended' | 'dead';
  /** kill -9. */
  die(): void;
  /** SIGSTOP, past the session's timeout: the log gives its lanes to others. */
  suspend(): void;
};

/** Strikes the first process of a stage that comes to the point, after it was passed unharmed `skip` times. */
export type Ambush = {
  readonly stage: StageName;
  readonly point: Point;
  readonly strike: 'die' | 'suspend';
  readonly skip: number;
};

/** Time as the processes know it: jumps to the next instant for which somebody has set a timer. */
export type VirtualClock = { toNextTimer(): void };

type Waiting = { readonly actor: Actor | null; readonly goOn: () => void };

/**
 * Everything that happens happens here, one thing at a time: each call of a port waits until it is chosen, by chance that the
 * seed decides. Time stands still while anything is under way, but for a nudge now and then.
 */
export class World {
  readonly random: Random;
  private readonly clock: VirtualClock;
  /** How often each kind of fault really struck. */
  private readonly struck: Map<string, number>;
  private readonly waiting: Waiting[] = [];
  private readonly ambushes: { readonly ambush: Ambush; left: number }[] = [];
  private readonly planned = new Map<Trouble, number>();

  constructor(seed: number, clock: VirtualClock, struck: Map<string, number>) {
    this.random = new Random(seed);
    this.clock = clock;
    this.struck = struck;
  }

  note(what: string, times = 1): void {
    if (times > 0) this.struck.set(what, (this.struck.get(what) ?? 0) + times);
  }

  arm(ambush: Ambush): void {
    this.ambushes.push({ ambush, left: ambush.skip });
  }

  plan(trouble: Trouble, times: number): void {
    this.planned.set(trouble, times);
  }

  /** From now on nothing goes wrong any more. */
  calm(): void {
    this.planned.clear();
    this.ambushes.length = 0;
  }

  strikes(trouble: Trouble): boolean {
    const left = this.planned.get(trouble) ?? 0;
    if (left === 0) return false;
    this.planned.set(trouble, left - 1);
    this.note(trouble);
    return true;
  }

  /**
   * A call of a port has come to a point: resolves when it is its turn to go on, never if its process dies before. A request
   * that is on its way when the process dies (`inFlight`) may arrive all the same.
   */
  pause(actor: Actor, point: Point, inFlight?: () => void): Promise<void> {
    if (actor.state === 'running') this.spring(actor, point, inFlight);
    if (actor.state === 'dead') return new Promise(() => undefined);
    // Not everything is overtaken all the time: some calls come through at once.
    if (actor.state === 'running' && this.random.oneIn(2)) return Promise.resolve();
    return new Promise((goOn) => this.waiting.push({ actor, goOn }));
  }

  /** Something that is under way outside of any process, a request in the network: it happens at some later turn. */
  later(happen: () => void): void {
    this.waiting.push({ actor: null, goOn: happen });
  }

  /** True where nothing can go on but by time. */
  get isIdle(): boolean {
    return !this.waiting.some(isReady);
  }

  /** One thing goes on; where nothing can, time does. */
  async turn(): Promise<void> {
    const ready = this.waiting.filter(isReady);
    if (ready.length === 0 || this.random.oneIn(40)) {
      this.clock.toNextTimer();
    } else {
      const chosen = ready[this.random.below(ready.length)]!;
      this.waiting.splice(this.waiting.indexOf(chosen), 1);
      chosen.goOn();
    }
    await new Promise((resolve) => setImmediate(resolve));
  }

  private spring(actor: Actor, point: Point, inFlight: (() => void) | undefined): void {
    const sprung = this.ambushes.find(
      (one) => one.ambush.stage === actor.stage && one.ambush.point === point && one.left-- <= 0,
    );
    if (!sprung) return;
    const { ambush } = sprung;
    this.ambushes.splice(this.ambushes.indexOf(sprung), 1);
    this.note(`${ambush.strike} at ${point}`);
    if (ambush.strike === 'suspend') return actor.suspend();
    if (inFlight && this.random.oneIn(2)) {
      this.note(`arrived after death: ${point}`);
      inFlight();
    }
    actor.die();
  }
}

const isReady = ({ actor }: Waiting): boolean => actor === null || actor.state === 'running';
