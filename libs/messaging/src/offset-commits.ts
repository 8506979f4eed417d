import type { Position } from './event-log.ts';

/**
 * Tells the log how far the group is, one call at a time. Nobody's truth, but timers wait for it and lag is read from it: what
 * the log refuses (it is away, or rebalances) is told again later, also where nothing more is read.
 */
export class OffsetCommits {
  private readonly waiting = new Map<string, Position>();
  private turn: Promise<void> | null = null;
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

  /** Later positions of a partition replace earlier ones. */
  note(positions: readonly Position[]): void {
    for (const position of positions) this.waiting.set(keyOf(position), position);
    void this.flush();
  }

  /** Tries what waits; resolves when the log has answered, whatever it was. Never rejects. */
  flush(): Promise<void> {
    this.turn ??= this.write().finally(() => (this.turn = null));
    return this.turn;
  }

  private async write(): Promise<void> {
    while (this.waiting.size > 0) {
      const positions = [...this.waiting.values()];
      this.waiting.clear();
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
