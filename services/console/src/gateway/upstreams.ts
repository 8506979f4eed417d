/** How long an instance that could not be reached, or is about to stop, is asked last. */
const SHUNNED_MS = 1_000;

/** The instances of one service: each in turn, those that are gone or going behind the others. */
export class Upstreams {
  readonly #urls: readonly string[];
  readonly #shunnedUntilMs = new Map<string, number>();
  readonly #now: () => number;
  #turn = 0;

  constructor(urls: readonly string[], now: () => number = Date.now) {
    this.#urls = urls;
    this.#now = now;
  }

  /** All instances, in the order in which this request should try them. */
  inTurn(): readonly string[] {
    const start = this.#turn++ % this.#urls.length;
    const turned = [...this.#urls.slice(start), ...this.#urls.slice(0, start)];
    const shunned = (url: string): boolean => (this.#shunnedUntilMs.get(url) ?? 0) > this.#now();
    return [...turned.filter((url) => !shunned(url)), ...turned.filter(shunned)];
  }

  avoid(url: string): void {
    this.#shunnedUntilMs.set(url, this.#now() + SHUNNED_MS);
  }
}
