/** Commands are published soon; somebody waits for the answer of what they did. */
const COMMANDS_EVERY_MS = 250;
/**
 * Where nothing has come for a while; and where only dead letters come that way that people want tried again. A process that puts
 * something in is poked anyway.
 */
const LONGEST_MS = 1_000;
const RELAXING = 1.2;

/** Knows when to look into the inbox: at once when this process has put something in, else now and then. */
export class InboxWatch {
  /** Somebody wants a timer tried again whose lane has not yet read what may refute it. */
  holdsTimer = false;
  private isPoked = true;
  /** By `performance.now()`. */
  private nextMs = 0;
  private readonly shortestMs: number;
  private everyMs: number;
  private readonly isWaiting: (lanes: readonly number[]) => Promise<boolean>;

  constructor(takesCommands: boolean, isWaiting: (lanes: readonly number[]) => Promise<boolean>) {
    this.shortestMs = takesCommands ? COMMANDS_EVERY_MS : LONGEST_MS;
    this.everyMs = this.shortestMs;
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
    const isFound = lanes.length > 0 && (await this.isWaiting(lanes));
    this.everyMs = isFound ? this.shortestMs : Math.min(LONGEST_MS, this.everyMs * RELAXING);
    return isFound;
  }

  get untilNextLookMs(): number {
    return this.isPoked ? 0 : this.nextMs - performance.now();
  }
}
