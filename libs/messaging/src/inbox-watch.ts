/** Commands are published soon; somebody waits for the answer of what they did. */
const COMMANDS_EVERY_MS = 250;
/** Elsewhere only dead letters come that way that people want tried again: a process that asks for it is poked anyway. */
const REPLAYS_EVERY_MS = 1_000;

/** Knows when to look into the inbox: at once when this process has put something in, else now and then. */
export class InboxWatch {
  /** Somebody wants a timer tried again whose lane has not yet read what may refute it. */
  holdsTimer = false;
  private isPoked = true;
  /** By `performance.now()`. */
  private nextMs = 0;
  private readonly everyMs: number;
  private readonly isWaiting: (lanes: readonly number[]) => Promise<boolean>;

  constructor(takesCommands: boolean, isWaiting: (lanes: readonly number[]) => Promise<boolean>) {
    this.everyMs = takesCommands ? COMMANDS_EVERY_MS : REPLAYS_EVERY_MS;
    this.isWaiting = isWaiting;
  }

  /** There is something, or more. */
  poke(): void {
    this.isPoked = true;
  }

  /** Whether something waits for these lanes, as far as it is time to look. */
  async look(lanes: readonly number[]): Promise<boolean> {
    if (!this.isPoked && performance.now() < this.nextMs) return false;
    this.isPoked = false;
    this.nextMs = performance.now() + this.everyMs;
    return lanes.length > 0 && this.isWaiting(lanes);
  }

  get untilNextLookMs(): number {
    return this.isPoked ? 0 : this.nextMs - performance.now();
  }
}
