/** Longer than any message that the protocols here carry in earnest: what claims to be longer is something else. */
const LONGEST_FRAME = 256 << 20;

/** Cuts a stream of bytes into the messages that it consists of. */
export class FrameReader {
  readonly #sizeOf: (head: Buffer) => number | null;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #neededBytes = 0;

  /** `sizeOf` returns the whole size of the message that begins with these bytes, null where it takes more of them to know. */
  constructor(sizeOf: (head: Buffer) => number | null) {
    this.#sizeOf = sizeOf;
  }

  /** The messages that are complete by now. Throws where the stream is not of the protocol. */
  *read(chunk: Buffer): Generator<Buffer> {
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    // Joined only when there is enough, or a large message would be copied with each of its pieces.
    while (this.#heldBytes > 0 && this.#heldBytes >= this.#neededBytes) {
      const bytes = this.#held.length === 1 ? this.#held[0]! : Buffer.concat(this.#held);
      const size = this.#sizeOf(bytes);
      if (size !== null && (size <= 0 || size > LONGEST_FRAME)) throw new Error('not a message of the protocol');
      const isComplete = size !== null && size <= bytes.length;
      this.#hold(isComplete ? bytes.subarray(size) : bytes);
      this.#neededBytes = isComplete ? 0 : (size ?? bytes.length + 1);
      if (isComplete) yield bytes.subarray(0, size);
    }
  }

  #hold(bytes: Buffer): void {
    this.#held = bytes.length === 0 ? [] : [bytes];
    this.#heldBytes = bytes.length;
  }
}
