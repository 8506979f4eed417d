/** Lets a loop sleep until somebody has something for it: a poke that comes while it is awake is not lost. */
export class Wakeup {
  private poked = false;
  private wake: (() => void) | null = null;

  poke(): void {
    this.poked = true;
    this.wake?.();
  }

  /** Resolves at the next poke, or after `ms`. */
  async wait(ms: number): Promise<void> {
    if (!this.poked) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(ms, 2 ** 31 - 1));
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.wake = null;
    }
    this.poked = false;
  }
}
