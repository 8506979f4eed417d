import type { Position } from './event-log.ts';

/** A broker writes each call down, which costs it as much as an append. */
const EVERY_MS = 200;

/**
 * Tells the log how far the group is, one call at a time, and not after each batch where they follow each other closely. Nobody's truth,
 * but timers wait for it and lag is read from it: what the log refuses (it is away, or rebalances) is told again later, also where
 * nothing more is read.
 */
export class OffsetCommits {
  private readonly waiting = new Map<string, Position>();
  private turn: Promise<void> | null = null;
  private later: NodeJS.Timeout | null = null;
  private hasEnded = false;
  /** When the log was last told, by `performance.now()`. */
  private toldMs = -Infinity;
  private readonly commit: (positions: readonly Position[]) => Promise<void>;
  private readonly owns: (partition: number) => boolean;
  private readonly onRefused: (error: unknown) => void;
  private readonly onSettled: () => void;

  constructor(
    commit: (positions: readonly Position[]) => Promise<void>,
    owns: (partition: number) => boolean,
    onRefused: (error: unknown) => void,
    /** Nothing has to be told any more. */
    onSettled: () => void,
  ) {
    this.commit = commit;
    this.owns = owns;
    this.onRefused = onRefused;
    this.onSettled = onSettled;
  }

  /** Told at once, or a fifth of a second after what was told last. Later positions of a partition replace earlier ones. */
  note(positions: readonly Position[]): void {
    for (const position of positions) this.waiting.set(keyOf(position), position);
    if (this.waiting.size === 0 || this.later !== null || this.hasEnded) return;
    const pauseMs = this.toldMs + EVERY_MS - performance.now();
    if (pauseMs <= 0) return void this.flush();
    // Nobody stays for it: whoever leaves tells what is left.
    this.later = setTimeout(() => void this.flush(), pauseMs).unref();
  }

  /** Tells what waits, now; resolves when the log has answered, whatever it was. Never rejects. */
  flush(): Promise<void> {
    if (this.later !== null) clearTimeout(this.later);
    this.later = null;
    this.turn ??= this.write().finally(() => (this.turn = null));
    return this.turn;
  }

  /** Nothing is told any more. */
  end(): void {
    this.hasEnded = true;
    if (this.later !== null) clearTimeout(this.later);
    this.waiting.clear();
  }

  private async write(): Promise<void> {
    while (this.waiting.size > 0) {
      const positions = [...this.waiting.values()];
      this.waiting.clear();
      this.toldMs = performance.now();
      try {
        await this.commit(positions);
      } catch (error) {
        this.onRefused(error);
        for (const position of positions) {
          const key = keyOf(position);
          if (this.owns(position.partition) && !this.waiting.has(key)) this.waiting.set(key, position);
        }
        return;
      }
    }
    this.onSettled();
  }
}

const keyOf = ({ topic, partition }: Position): string => `${topic}|${partition}`;
