/** Remembers when the next timer of the owned lanes is due. What is set while the database is asked is not lost to an older answer. */
export class TimerWatch {
  /** Epoch ms; null where no timer is set. May be early, never late. */
  nextMs: number | null = null;
  private notedMs = Infinity;
  private turn: Promise<void> = Promise.resolve();
  private readonly ask: () => Promise<number | null>;

  constructor(ask: () => Promise<number | null>) {
    this.ask = ask;
  }

  /** A timer was committed. */
  note(dueAtMs: number): void {
    this.notedMs = Math.min(this.notedMs, dueAtMs);
    this.nextMs = Math.min(this.nextMs ?? Infinity, dueAtMs);
  }

  /** Asks again; one question after the other, so that an answer about fewer lanes never replaces one about more. */
  look(): Promise<void> {
    const turn = this.turn.then(async () => {
      this.notedMs = Infinity;
      const found = await this.ask();
      const nextMs = Math.min(found ?? Infinity, this.notedMs);
      this.nextMs = nextMs === Infinity ? null : nextMs;
    });
    this.turn = turn.catch(() => undefined);
    return turn;
  }
}
