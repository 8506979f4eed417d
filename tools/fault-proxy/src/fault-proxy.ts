import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { noCounts, type Counters } from './counters.ts';
import { NO_INSPECTION, type Inspection } from './inspection.ts';
import { inspectKafka } from './kafka-inspection.ts';
import { inspectPostgres, type CommitFaults } from './postgres-inspection.ts';
import { seededRandom, type Random } from './random.ts';
import { Relay, type Target, type Weather } from './relay.ts';

/** Which protocol the connections speak, in the clear; `tcp` where nobody looks into them. */
export type Protocol = 'tcp' | 'kafka' | 'postgres';

export type FaultProxyOptions = {
  /** Where connections lead. */
  readonly target: Target;
  /** Default `tcp`. */
  readonly protocol?: Protocol;
  /** On 127.0.0.1; a free one by default. */
  readonly listenPort?: number;
  /** Every random choice derives from it; default 1. */
  readonly seed?: number;
};

const LOOPBACK = '127.0.0.1';
const NO_COMMIT_FAULTS: CommitFaults = { cutBefore: 0, cutAfter: 0, rolledBack: 0 };

/** Starts to listen. Rejects where the port is taken. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const server = createServer({ allowHalfOpen: true, noDelay: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.listenPort ?? 0, LOOPBACK, resolve);
  });
  return new FaultProxy(server, options);
}

/**
 * A network between clients and one server that fails on demand. Only one of `cut`, `blackHole` and `pause` holds at a time, the
 * last; latency and what a protocol makes possible go beside it.
 */
export class FaultProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #target: Target;
  readonly #protocol: Protocol;
  #random: Random;
  readonly #counters = noCounts();
  readonly #relays = new Set<Relay>();
  #weather: Weather = 'clear';
  #pauseOver = Promise.withResolvers<void>();
  #pauseTimer: NodeJS.Timeout | undefined;
  #latencyMs = 0;
  #jitterMs = 0;
  #lostAcks = 0;
  #lostAnswers = 0;
  #commitFaults = NO_COMMIT_FAULTS;

  /** See `startFaultProxy`. */
  constructor(server: Server, { target, protocol = 'tcp', seed = 1 }: FaultProxyOptions) {
    this.#server = server;
    this.#target = target;
    this.#protocol = protocol;
    this.#random = seededRandom(seed);
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (client: Socket) => this.#accept(client));
  }

  /** What passed and what struck so far. */
  get counters(): Readonly<Counters> {
    return { ...this.#counters };
  }

  /** The same URL, leading through the proxy. */
  through(url: string): string {
    const changed = new URL(url);
    changed.hostname = LOOPBACK;
    changed.port = String(this.port);
    return changed.href;
  }

  /** From now on every random choice derives from this; connections that are open included. */
  reseed(seed: number): void {
    this.#random = seededRandom(seed);
  }

  /** From now on every piece of data takes `ms`, and up to `jitterMs` more, in each direction; what is under way keeps its time. */
  latency(ms: number, jitterMs = 0): void {
    this.#latencyMs = notNegative(ms);
    this.#jitterMs = notNegative(jitterMs);
  }

  /** Resets all connections, and new ones as soon as they are opened, until healed. */
  cut(): void {
    this.#change('cut');
    for (const relay of this.#relays) relay.cut();
  }

  /** Takes new connections and keeps old ones, but whatever is sent vanishes, until healed: then those that lost something are reset. */
  blackHole(): void {
    this.#change('black hole');
  }

  /** Nobody reads for so long; what was sent meanwhile arrives then. Resolves when that is over, also by another fault or by healing. */
  async pause(ms: number): Promise<void> {
    this.#change('paused');
    this.#pauseTimer = setTimeout(() => this.#change('clear'), notNegative(ms));
    await this.#pauseOver.promise;
  }

  /** Kafka only. Of the Produce requests this share (0 to 1) is carried out, but instead of the answer the connection ends. */
  loseAcks(share: number): void {
    this.#mustSpeak('kafka');
    this.#lostAcks = shareOf(share);
  }

  /** PostgreSQL only. Of the queries this share (0 to 1) is carried out, but instead of the answer the connection ends. */
  loseAnswers(share: number): void {
    this.#mustSpeak('postgres');
    this.#lostAnswers = shareOf(share);
  }

  /** PostgreSQL only. Shares (0 to 1, together at most 1) of the COMMITs that these faults strike from now on. */
  failCommits(shares: Partial<CommitFaults>): void {
    this.#mustSpeak('postgres');
    const faults = { ...NO_COMMIT_FAULTS, ...shares };
    shareOf(faults.cutBefore + faults.cutAfter + faults.rolledBack);
    this.#commitFaults = faults;
  }

  /** Ends all faults. */
  heal(): void {
    this.latency(0);
    this.#lostAcks = 0;
    this.#lostAnswers = 0;
    this.#commitFaults = NO_COMMIT_FAULTS;
    this.#change('clear');
  }

  /** Resets all connections and stops listening. */
  async close(): Promise<void> {
    this.#change('clear');
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const relay of this.#relays) relay.end();
    await closed;
  }

  #change(weather: Weather): void {
    clearTimeout(this.#pauseTimer);
    const { resolve } = this.#pauseOver;
    this.#pauseOver = Promise.withResolvers();
    this.#weather = weather;
    for (const relay of this.#relays) {
      if (weather === 'clear') relay.clear();
      else relay.regulate();
    }
    resolve();
  }

  #accept(client: Socket): void {
    this.#counters.connections += 1;
    if (this.#weather === 'cut') {
      this.#counters.refused += 1;
      client.on('error', () => undefined);
      client.resetAndDestroy();
      return;
    }
    const network = { weather: () => this.#weather, delayMs: () => this.#delayMs(), counters: this.#counters };
    const relay = new Relay(client, this.#target, this.#inspection(), network, () => this.#relays.delete(relay));
    this.#relays.add(relay);
  }

  #inspection(): Inspection {
    const shared = { counters: this.#counters, random: () => this.#random() };
    switch (this.#protocol) {
      case 'kafka':
        return inspectKafka({ ...shared, lostAcks: () => this.#lostAcks });
      case 'postgres':
        return inspectPostgres({
          ...shared,
          commitFaults: () => this.#commitFaults,
          lostAnswers: () => this.#lostAnswers,
        });
      case 'tcp':
        return NO_INSPECTION;
    }
  }

  #delayMs(): number {
    return this.#latencyMs + (this.#jitterMs === 0 ? 0 : this.#random() * this.#jitterMs);
  }

  #mustSpeak(protocol: Protocol): void {
    if (this.#protocol !== protocol) throw new TypeError(`this needs the protocol ${protocol}, not ${this.#protocol}`);
  }
}

function notNegative(ms: number): number {
  if (!(ms >= 0)) throw new RangeError(`${ms} is no duration in milliseconds`);
  return ms;
}

function shareOf(share: number): number {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`${share} is no share between 0 and 1`);
  return share;
}
