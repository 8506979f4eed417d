import type { Socket } from 'node:net';

/** `end` closes this direction, `cut` the whole connection; both after what was pushed before. */
export type Piece = Buffer | 'end' | 'cut';

const FULL_BYTES = 1 << 20;

/** Brings pieces to a socket in the order in which they were pushed, each after a delay of its own. */
export class DelayLine {
  readonly #to: Socket;
  readonly #onRoom: () => void;
  readonly #waiting: { readonly atMs: number; readonly piece: Piece }[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `onRoom` is called whenever the line may have become less full. */
  constructor(to: Socket, onRoom: () => void) {
    this.#to = to;
    this.#onRoom = onRoom;
    to.on('drain', onRoom);
  }

  /** Whether whoever fills the line should wait. */
  get isFull(): boolean {
    return this.#bytes + this.#to.writableLength > FULL_BYTES;
  }

  push(piece: Piece, delayMs: number): void {
    if (this.#waiting.length === 0 && delayMs === 0) {
      this.#deliver(piece);
      return;
    }
    // One with a shorter delay waits for those before it all the same.
    this.#waiting.push({ atMs: performance.now() + delayMs, piece });
    if (piece instanceof Buffer) this.#bytes += piece.length;
    this.#arm();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
    this.#bytes = 0;
  }

  #arm(): void {
    const next = this.#waiting[0];
    if (next === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#flush(), Math.max(1, next.atMs - performance.now()));
  }

  #flush(): void {
    this.#timer = undefined;
    const nowMs = performance.now();
    while (this.#waiting.length > 0 && this.#waiting[0]!.atMs <= nowMs) {
      const { piece } = this.#waiting.shift()!;
      if (piece instanceof Buffer) this.#bytes -= piece.length;
      this.#deliver(piece);
    }
    this.#arm();
    this.#onRoom();
  }

  #deliver(piece: Piece): void {
    if (this.#to.destroyed) return;
    if (piece === 'cut') this.#to.destroySoon();
    else if (piece === 'end') this.#to.end();
    else if (this.#to.writable) this.#to.write(piece);
  }
}
