import type { AppendRecord, EventLog } from './event-log.ts';
import { AT_HEADER } from './numbers.ts';
import { Patience } from './patience.ts';
import type { Retries } from './retries.ts';

/** Batches committed and not yet acknowledged by the log; beyond it the fold waits. */
const MOST_UNDER_WAY = 4;

/** Brings committed batches to the log, strictly in order: a batch is retried until it is acknowledged, never skipped or overtaken. */
export class Publisher {
  private tail: Promise<void> = Promise.resolve();
  private underWay = 0;
  private abandoned = false;
  private sending: number | null = null;
  private front: AppendRecord | null = null;
  private readonly log: EventLog;
  /** Its own: the log may be away while the database is not, and each is given up by itself. */
  private readonly patience: Patience;

  constructor(log: EventLog, retries: Retries) {
    this.log = log;
    this.patience = new Patience(() => true, retries);
  }

  get pending(): number {
    return this.underWay;
  }

  /** Since when the log has been asked to take the batch that is at the front, by `performance.now()`. */
  get sendingSince(): number | null {
    return this.sending;
  }

  /** When the batch at the front was committed, by the clock of the process that did it; epoch ms. */
  get oldestAtMs(): number | null {
    return this.front && Number(this.front.headers[AT_HEADER]);
  }

  /** Resolves when the batch may be committed: at most four are under way. */
  async room(): Promise<void> {
    while (this.underWay >= MOST_UNDER_WAY && !this.abandoned) await this.oldest();
  }

  /** Queues a batch; the promise resolves true when the log has acknowledged it, false when the process gave up. */
  publish(records: readonly AppendRecord[]): Promise<boolean> {
    this.underWay++;
    const done = this.tail.then(() => this.untilAcknowledged(records)).finally(() => this.underWay--);
    this.tail = done.then(
      () => undefined,
      () => undefined,
    );
    this.waiters.push(done);
    void done.finally(() => this.waiters.splice(this.waiters.indexOf(done), 1));
    return done;
  }

  /** Resolves when all that was queued up to now is acknowledged or given up; what others queue meanwhile is not waited for. */
  async drained(): Promise<void> {
    await this.tail;
  }

  /** Gives up what is not acknowledged: it stays in `unpublished`, and the next claim publishes it. */
  abandon(): void {
    this.abandoned = true;
    this.patience.end();
  }

  private readonly waiters: Promise<boolean>[] = [];

  private async oldest(): Promise<void> {
    await this.waiters[0];
  }

  private async untilAcknowledged(records: readonly AppendRecord[]): Promise<boolean> {
    const [first] = records;
    if (!first) return true;
    this.front = first;
    this.sending = performance.now();
    try {
      await this.patience.retry('publishing to the log', async () => {
        if (this.abandoned) throw new Error('publishing was given up');
        await this.log.append(records);
      });
      return true;
    } catch {
      // Only giving up ends the retries.
      return false;
    } finally {
      this.front = null;
      this.sending = null;
    }
  }
}
