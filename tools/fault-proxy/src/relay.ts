import { connect, type Socket } from 'node:net';
import type { Counters } from './counters.ts';
import { DelayLine } from './delay-line.ts';
import type { Inspection, Verdict } from './inspection.ts';

/**
 * `cut`: connections are reset, new ones at once. `black hole`: connections stay, and whatever is sent on them vanishes.
 * `paused`: nobody reads; what was sent arrives later.
 */
export type Weather = 'clear' | 'cut' | 'black hole' | 'paused';

/** What a relay asks of the network that it plays. */
export type Network = {
  readonly weather: () => Weather;
  /** How long the next piece takes in one direction, in milliseconds. */
  readonly delayMs: () => number;
  readonly counters: Counters;
};

export type Target = { readonly host: string; readonly port: number };

/** One connection of a client, and the one made for it to the target. */
export class Relay {
  readonly #client: Socket;
  readonly #target: Socket;
  readonly #toClient: DelayLine;
  readonly #toTarget: DelayLine;
  readonly #network: Network;
  /** Something vanished in a black hole: no protocol survives that. */
  #hasLost = false;
  #isOver = false;

  /** `onOver` is called once, when both connections are closed. */
  constructor(client: Socket, target: Target, inspection: Inspection, network: Network, onOver: () => void) {
    this.#client = client;
    this.#network = network;
    this.#target = connect({ ...target, allowHalfOpen: true, noDelay: true });
    this.#toClient = new DelayLine(client, () => this.regulate());
    this.#toTarget = new DelayLine(this.#target, () => this.regulate());
    this.#listen(client, this.#toTarget, this.#toClient, (chunk) => inspection.fromClient(chunk));
    this.#listen(this.#target, this.#toClient, this.#toTarget, (chunk) => inspection.fromTarget(chunk));
    let open = 2;
    for (const socket of [client, this.#target]) {
      socket.once('close', () => {
        open -= 1;
        if (open === 0) onOver();
      });
    }
    this.regulate();
  }

  /** Reads, or not, according to the weather and to how much waits for the other side. To be called when the weather changes. */
  regulate(): void {
    const isPaused = this.#network.weather() === 'paused';
    for (const [socket, line] of [
      [this.#client, this.#toTarget],
      [this.#target, this.#toClient],
    ] as const) {
      if (isPaused || line.isFull) socket.pause();
      else socket.resume();
    }
  }

  /** The weather has cleared: a connection that has lost something ends. */
  clear(): void {
    if (this.#hasLost) this.cut();
    else this.regulate();
  }

  /** Resets both connections now, by a fault. */
  cut(): void {
    if (this.#isOver) return;
    this.#network.counters.cut += 1;
    this.end();
  }

  /** Resets both connections now, because the proxy closes. */
  end(): void {
    this.#isOver = true;
    this.#toClient.close();
    this.#toTarget.close();
    for (const socket of [this.#client, this.#target]) {
      if (socket.connecting) socket.destroy();
      else socket.resetAndDestroy();
    }
  }

  #listen(from: Socket, line: DelayLine, back: DelayLine, inspect: (chunk: Buffer) => Verdict): void {
    from.on('data', (chunk: Buffer) => {
      if (this.#isOver) return;
      this.#network.counters.bytes += chunk.length;
      if (this.#vanishes()) this.#network.counters.swallowedBytes += chunk.length;
      else this.#passOn(chunk, line, back, inspect);
    });
    from.on('end', () => {
      if (!this.#isOver && !this.#vanishes()) line.push('end', this.#network.delayMs());
    });
    // What went wrong is told by the close that follows.
    from.on('error', () => undefined);
    from.on('close', () => {
      if (!this.#isOver && !this.#vanishes()) line.push('cut', this.#network.delayMs());
    });
  }

  #passOn(chunk: Buffer, line: DelayLine, back: DelayLine, inspect: (chunk: Buffer) => Verdict): void {
    let verdict: Verdict;
    try {
      verdict = inspect(chunk);
    } catch {
      this.cut();
      return;
    }
    const delayMs = this.#network.delayMs();
    for (const piece of verdict.pass) line.push(piece, delayMs);
    if (verdict.reply) back.push(verdict.reply, delayMs);
    if (verdict.cut) {
      this.#network.counters.cut += 1;
      this.#isOver = true;
      line.push('cut', delayMs);
      back.push('cut', 0);
    } else if (line.isFull) {
      this.regulate();
    }
  }

  #vanishes(): boolean {
    const vanishes = this.#network.weather() === 'black hole';
    this.#hasLost ||= vanishes;
    return vanishes;
  }
}
