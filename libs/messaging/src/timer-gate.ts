import type { EventLog } from './event-log.ts';
import type { Lane } from './lane.ts';
import type { Retries } from './retries.ts';

/** What stands upstream of all topics: ingestion's group on the intake. Timers wait until it has read what had been said in time. */
export type Upstream = { readonly group: string; readonly topic: string };

const LONGEST_HOLD_MS = 15 * 60_000;
/** A process that has not asked for so long stood still, slept or had no database: it cannot have read what it waited for. */
const STOOD_STILL_MS = 60_000;

type Gate = {
  readonly atMs: number;
  askedAtMs: number;
  readonly intakeHeads: readonly number[];
  ownHeads: ReadonlyMap<string, readonly number[]> | null;
};

export type Opening = { readonly atMs: number; readonly lanes: readonly Lane[]; readonly unconfirmed: boolean };

/**
 * Holds due timers back until the lane has read what may refute them: first ingestion must have passed the intake as it stood
 * when the timer fell due, then the lane its own inputs as they stood after that. After 15 minutes of asking they fire all the
 * same, marked.
 */
export class TimerGate {
  private gate: Gate | null = null;
  private readonly log: EventLog;
  private readonly upstream: Upstream | null;
  private readonly topics: readonly string[];
  private readonly retries: Pick<Retries, 'failed' | 'over'>;
  private since: number | null = null;

  constructor(
    log: EventLog,
    upstream: Upstream | null,
    topics: readonly string[],
    retries: Pick<Retries, 'failed' | 'over'>,
  ) {
    this.log = log;
    this.upstream = upstream;
    this.topics = topics;
    this.retries = retries;
  }

  /** Since when the log owes it an answer, by `performance.now()`. */
  get askingSince(): number | null {
    return this.since;
  }

  /** As `ask`; a log that does not answer opens nothing, and is noted as one that is asked again. */
  async tryToAsk(nowMs: number, lanes: readonly Lane[]): Promise<Opening | null> {
    if (lanes.length > 0) this.since = performance.now();
    try {
      const opening = lanes.length > 0 ? await this.ask(nowMs, lanes) : null;
      this.retries.over('asking how far the log was read');
      return opening;
    } catch (error) {
      this.retries.failed('asking how far the log was read', error);
      return null;
    } finally {
      this.since = null;
    }
  }

  /** Timers due by now exist: which lanes may fire them, and up to which instant? Null while nobody may. */
  async ask(nowMs: number, lanes: readonly Lane[]): Promise<Opening | null> {
    if (this.gate && nowMs - this.gate.askedAtMs > STOOD_STILL_MS) this.gate = null;
    if (!this.gate) {
      const { upstream } = this;
      const heads = upstream ? ((await this.log.heads([upstream.topic])).get(upstream.topic) ?? []) : [];
      this.gate = { atMs: nowMs, askedAtMs: nowMs, intakeHeads: heads, ownHeads: null };
    }
    const { gate } = this;
    if (nowMs - gate.atMs > LONGEST_HOLD_MS) return { atMs: gate.atMs, lanes, unconfirmed: true };
    if (!gate.ownHeads) {
      const hasPassed = await this.upstreamHasPassed(gate.intakeHeads);
      // A log that does not answer was not asked.
      gate.askedAtMs = nowMs;
      if (!hasPassed) return null;
      gate.ownHeads = await this.log.heads(this.topics);
    }
    gate.askedAtMs = nowMs;
    const heads = gate.ownHeads;
    const ready = lanes.filter((lane) => this.hasRead(lane, heads));
    return ready.length > 0 ? { atMs: gate.atMs, lanes: ready, unconfirmed: false } : null;
  }

  /** Since when timers that are due have been held back (epoch ms), and who has not yet read what may refute them. */
  get held(): { readonly sinceMs: number; readonly by: 'upstream' | 'own lanes' } | null {
    return this.gate && { sinceMs: this.gate.atMs, by: this.gate.ownHeads ? 'own lanes' : 'upstream' };
  }

  /** Everything that was due when the gate was set has fired: the next due timer asks anew. */
  close(): void {
    this.gate = null;
  }

  private async upstreamHasPassed(heads: readonly number[]): Promise<boolean> {
    const { upstream } = this;
    if (!upstream) return true;
    const committed = (await this.log.committed(upstream.group, [upstream.topic])).get(upstream.topic) ?? [];
    return heads.every((head, partition) => (committed[partition] ?? 0) >= head);
  }

  private hasRead(lane: Lane, heads: ReadonlyMap<string, readonly number[]>): boolean {
    return this.topics.every((topic) => {
      const head = heads.get(topic)?.[lane.number] ?? 0;
      return head === 0 || (lane.row.offsets[topic] ?? 0) >= head;
    });
  }
}
