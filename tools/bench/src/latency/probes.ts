import { setTimeout as pause } from 'node:timers/promises';
import type { Target } from '../stream/contender.ts';
import { traitsOf } from '../stream/people.ts';

/** When an event was sent, by the client's id; milliseconds of `performance.now`. */
export type Sent = Map<string, number>;

/** Somebody who fits and whom nobody knows yet does something: one event, sent alone. */
export type Probe = { readonly run: string; readonly event: string; readonly everyMs: number };

export const probeId = (run: string, n: number): string => `${run}-${n}`;

/** Sends probes at even intervals until `until` is over, each without waiting for the one before. */
export async function sendProbes(
  { url, headers }: Target,
  { run, event, everyMs }: Probe,
  sent: Sent,
  until: Promise<unknown>,
): Promise<void> {
  let over = false;
  void until.finally(() => (over = true)).catch(() => undefined);
  const track = new URL('/v1/track', url);
  const answers: Promise<void>[] = [];
  const startedMs = performance.now();
  for (let n = 0; !over; n++) {
    await pause(Math.max(0, startedMs + n * everyMs - performance.now()));
    const messageId = probeId(run, n);
    sent.set(messageId, performance.now());
    const body = JSON.stringify(statement(messageId, event, n));
    answers.push(post(track, headers, body));
  }
  await Promise.all(answers);
}

function statement(messageId: string, event: string, n: number): object {
  const known = traitsOf(messageId, n);
  // So that every one of them fits, and a raised hand qualifies.
  const traits = { ...known, title: 'VP Operations', headcount: 420, industry: 'software', country: 'DE' };
  return {
    ...{ type: 'track', event, messageId, userId: messageId, timestamp: new Date().toISOString() },
    ...{ context: { traits }, properties: { need: 'On-time deliveries' } },
  };
}

async function post(url: URL, headers: Target['headers'], body: string): Promise<void> {
  for (;;) {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
    });
    await answer.arrayBuffer();
    if (answer.ok) return;
    if (answer.status !== 429 && answer.status !== 503) throw new Error(`a probe was answered ${answer.status}`);
    await pause(Number(answer.headers.get('retry-after') ?? 1) * 1_000);
  }
}
