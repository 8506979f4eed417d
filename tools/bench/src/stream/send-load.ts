import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { EVENTS_PER_BATCH, batchOf } from './batches.ts';
import type { Ahead, LoadPlan, LoadResult, Progress } from './load-plan.ts';

const AHEAD: Ahead = { seconds: 5, events: 10_000 };

/** A process of its own: sends batches as fast as they are taken, without running far ahead of what is scored, and reports. */
process.once('message', (plan: LoadPlan) => {
  void new Sender(plan).run().then((result) => process.send!(result, () => process.disconnect()));
});

class Sender {
  private readonly plan: LoadPlan;
  private readonly agent: Agent;
  private readonly answers: Record<number, number> = {};
  private readonly answerMs: number[] = [];
  private next = 0;
  private acknowledged = 0;
  private scored = 0;
  private startedMs = 0;
  private lastMs = 0;

  constructor(plan: LoadPlan) {
    this.plan = plan;
    this.agent = new Agent({ keepAlive: true, maxSockets: plan.atOnce });
    process.on('message', ({ scored }: Progress) => (this.scored = scored));
  }

  async run(): Promise<LoadResult> {
    this.startedMs = Date.now();
    await Promise.all(Array.from({ length: this.plan.atOnce }, () => this.sendInTurn()));
    this.agent.destroy();
    const sorted = this.answerMs.toSorted((a, b) => a - b);
    const at = (share: number): number => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
    return {
      acknowledged: this.acknowledged,
      requests: sorted.length,
      firstAtMs: this.startedMs,
      lastAcknowledgedAtMs: this.lastMs,
      answers: this.answers,
      answerMs: { p50: at(0.5), p99: at(0.99) },
    };
  }

  private async sendInTurn(): Promise<void> {
    const endMs = this.startedMs + this.plan.seconds * 1_000;
    while (Date.now() < endMs) {
      if (!this.mayGoOn()) {
        await pause(10);
        continue;
      }
      const first = this.next;
      this.next += EVENTS_PER_BATCH;
      await this.send(batchOf(this.plan.run, first, this.plan.knownPeople));
      this.acknowledged += EVENTS_PER_BATCH;
      this.lastMs = Date.now();
    }
  }

  private mayGoOn(): boolean {
    const seconds = (Date.now() - this.startedMs) / 1_000;
    const { perSecond, ahead = AHEAD } = this.plan;
    if (perSecond !== undefined) return this.next < seconds * perSecond;
    return this.next - this.scored < Math.max(ahead.events, (this.scored / seconds) * ahead.seconds);
  }

  /** Until it is acknowledged: what is refused for now, or not answered, comes again with the same ids. */
  private async send(body: string): Promise<void> {
    for (;;) {
      const sentMs = performance.now();
      const { status, retryAfterMs } = await this.post(body);
      this.answers[status] = (this.answers[status] ?? 0) + 1;
      if (status >= 200 && status < 300) {
        this.answerMs.push(performance.now() - sentMs);
        return;
      }
      if (status !== 429 && status !== 503 && status !== 0) throw new Error(`a batch was answered ${status}`);
      await pause(Math.max(retryAfterMs, 100));
    }
  }

  private post(body: string): Promise<{ readonly status: number; readonly retryAfterMs: number }> {
    const { url, headers } = this.plan.target;
    return new Promise((resolve) => {
      const bytes = Buffer.from(body);
      const sent = request(
        url,
        {
          method: 'POST',
          agent: this.agent,
          headers: { ...headers, 'content-type': 'application/json', 'content-length': bytes.length },
        },
        (answer) => {
          answer.resume();
          const retryAfterMs = Number(answer.headers['retry-after'] ?? 0) * 1_000;
          answer.once('end', () => resolve({ status: answer.statusCode ?? 0, retryAfterMs }));
          answer.once('error', () => resolve({ status: 0, retryAfterMs: 0 }));
        },
      );
      sent.once('error', () => resolve({ status: 0, retryAfterMs: 0 }));
      sent.end(bytes);
    });
  }
}
