/** Numbers that look like chance and are the same for the same seed (Marsaglia's xorshift), so that a schedule can be lived again. */
export class Random {
  private state: number;

  constructor(seed: number) {
    // Anything but 0, of which nothing would follow.
    this.state = (seed ^ 0x2545f491) | 0 || 1;
    // Neighbouring seeds begin alike.
    for (let i = 0; i < 4; i++) this.below(1);
  }

  /** In [0, 1). */
  next(): number {
    return this.below(2 ** 31) / 2 ** 31;
  }

  /** A whole number in [0, bound). */
  below(bound: number): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return (x >>> 0) % bound;
  }

  /** True once in so many times. */
  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }
}
