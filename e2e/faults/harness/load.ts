import { setTimeout as pause } from 'node:timers/promises';
import { sendOnce, type Target } from './client.ts';
import type { Random } from './random.ts';
import type { ClientEvent, Traffic } from './traffic.ts';

export type LoadPlan = {
  /** Spread over this time; 0 for as fast as the answers come. */
  readonly overMs: number;
  /** Requests under way at once. */
  readonly clients?: number;
  /** How long an event is tried again before its client gives up. */
  readonly patienceMs?: number;
};

export type LoadResult = {
  readonly traffic: Traffic;
  /** Ids of the events that were answered with 2xx at least once. */
  readonly acknowledged: ReadonlySet<string>;
  /** Events sent again on purpose, though nothing had failed. */
  readonly duplicates: number;
  /** Answers by status; 0 stands for none. */
  readonly answers: Readonly<Record<number, number>>;
  /** Of the answers 429 and 503, those that did not say when to come again. */
  readonly withoutRetryAfter: number;
  /** Milliseconds from the first attempt to the acknowledgement, by event id. */
  readonly latencyMs: ReadonlyMap<string, number>;
};

const LARGEST_BATCH = 25;
const DUPLICATES = 0.13;
const PASSING: readonly number[] = [0, 429, 502, 503, 504];
const PASSED = (status: number): boolean => status >= 200 && status < 300;

type Sending = { readonly events: readonly ClientEvent[]; readonly atMs: number };

/**
 * A good client under a plan that the seed fixes: single events and batches, at least a tenth of them twice (at the same time or
 * later), and whatever was not acknowledged again with the same ids.
 */
export class Load {
  readonly traffic: Traffic;
  private readonly target: Target;
  private readonly plan: Required<LoadPlan>;
  private readonly sendings: readonly Sending[];
  private readonly acknowledged = new Set<string>();
  private readonly answers: Record<number, number> = {};
  private withoutRetryAfter = 0;
  private readonly latencyMs = new Map<string, number>();
  private readonly duplicates: number;
  private running: Promise<LoadResult> | null = null;

  constructor(target: Target, traffic: Traffic, random: Random, plan: LoadPlan) {
    this.target = target;
    this.traffic = traffic;
    this.plan = { clients: 12, patienceMs: 120_000, ...plan };
    const first = inRequests(traffic.events, random);
    const again = chosenAgain(first, traffic.events.length, random);
    this.duplicates = again.reduce((sum, events) => sum + events.length, 0);
    const gapMs = this.plan.overMs / Math.max(1, first.length);
    const planned = first.map((events, n): Sending => ({ events, atMs: n * gapMs }));
    const repeats = again.map((events): Sending => {
      const { atMs } = planned[first.indexOf(events)]!;
      // Half of them at the same time, the others some while later, in another company.
      return { events, atMs: random.chance(0.5) ? atMs : atMs + random.next() * Math.max(50, this.plan.overMs / 3) };
    });
    this.sendings = [...planned, ...repeats].toSorted((a, b) => a.atMs - b.atMs);
  }

  /** Of all events, how many are acknowledged by now. */
  get progress(): number {
    return this.acknowledged.size / this.traffic.events.length;
  }

  /** Resolves when each event is acknowledged or given up. */
  run(): Promise<LoadResult> {
    this.running ??= this.sendAll();
    return this.running;
  }

  private async sendAll(): Promise<LoadResult> {
    const startedMs = performance.now();
    const queue = this.sendings.values();
    const client = async (): Promise<void> => {
      for (const { events, atMs } of queue) {
        const early = startedMs + atMs - performance.now();
        if (early > 0) await pause(early);
        await this.send(events);
      }
    };
    await Promise.all(Array.from({ length: this.plan.clients }, client));
    const { traffic, acknowledged, duplicates, answers, withoutRetryAfter, latencyMs } = this;
    return { traffic, acknowledged, duplicates, answers, withoutRetryAfter, latencyMs };
  }

  private async send(events: readonly ClientEvent[]): Promise<void> {
    const beganMs = performance.now();
    for (;;) {
      const { status, retryAfterMs } = await sendOnce(this.target, events);
      this.answers[status] = (this.answers[status] ?? 0) + 1;
      if ((status === 429 || status === 503) && retryAfterMs === 0) this.withoutRetryAfter++;
      const tookMs = performance.now() - beganMs;
      if (PASSED(status)) {
        for (const { id } of events) {
          this.acknowledged.add(id);
          if (!this.latencyMs.has(id)) this.latencyMs.set(id, tookMs);
        }
        return;
      }
      if (!PASSING.includes(status) || tookMs > this.plan.patienceMs) return;
      await pause(Math.min(Math.max(retryAfterMs, 100), 2_000));
    }
  }
}

/** A tenth of the events at least, whatever the dice say. */
function chosenAgain(
  requests: readonly (readonly ClientEvent[])[],
  events: number,
  random: Random,
): readonly (readonly ClientEvent[])[] {
  const chosen = new Set(requests.filter(() => random.chance(DUPLICATES)));
  let count = [...chosen].reduce((sum, request) => sum + request.length, 0);
  while (count < events / 10) {
    const request = random.pick(requests);
    if (!chosen.has(request)) count += request.length;
    chosen.add(request);
  }
  return [...chosen];
}

/** Each request has one door; about a third are batches. */
function inRequests(events: readonly ClientEvent[], random: Random): readonly (readonly ClientEvent[])[] {
  const requests: ClientEvent[][] = [];
  const open = new Map<string, { size: number; events: ClientEvent[] }>();
  for (const event of events) {
    let request = open.get(event.door);
    if (!request) {
      request = { size: random.chance(0.35) ? random.int(2, LARGEST_BATCH) : 1, events: [] };
      open.set(event.door, request);
      requests.push(request.events);
    }
    request.events.push(event);
    if (request.events.length >= request.size) open.delete(event.door);
  }
  return requests;
}
