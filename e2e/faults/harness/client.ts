import { segmentName, type ClientEvent } from './traffic.ts';

/** Where a client sends to; asked anew for each request, since an installation may come back elsewhere. */
export type Target = { readonly url: () => string; readonly writeKey: string; readonly apiKey: string };

export type Answer = { readonly status: number; readonly retryAfterMs: number; readonly body: unknown };

const REQUEST_TIMEOUT_MS = 30_000;

/** One request. Resolves with status 0 where no answer came. */
export async function post(
  target: Target,
  path: string,
  init: { key: string; type: string; body: string | Uint8Array<ArrayBuffer> },
): Promise<Answer> {
  try {
    const response = await fetch(target.url() + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${init.key}`, 'content-type': init.type },
      body: init.body,
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    const text = await response.text();
    const retryAfterMs = Number(response.headers.get('retry-after') ?? 0) * 1_000;
    return { status: response.status, retryAfterMs, body: text === '' ? null : JSON.parse(text) };
  } catch {
    return { status: 0, retryAfterMs: 0, body: null };
  }
}

/** Sends events of one door in one request: a single one in structured mode, several as a batch. */
export async function sendOnce(target: Target, events: readonly ClientEvent[]): Promise<Answer> {
  const [first] = events;
  if (first!.door === 'segment') return sendSegment(target, events);
  const key = first!.door === 'sales' ? target.apiKey : target.writeKey;
  const cloudEvents = events.map(({ id, type, atMs, data }) => ({
    specversion: '1.0',
    id,
    source: 'faults',
    type,
    time: new Date(atMs).toISOString(),
    data,
  }));
  return events.length === 1
    ? post(target, '/events', { key, type: 'application/cloudevents+json', body: JSON.stringify(cloudEvents[0]) })
    : post(target, '/events', { key, type: 'application/cloudevents-batch+json', body: JSON.stringify(cloudEvents) });
}

async function sendSegment(target: Target, events: readonly ClientEvent[]): Promise<Answer> {
  const batch = events.map(({ id, type, atMs, email, data }) => ({
    type: 'track',
    event: segmentName(type),
    messageId: id,
    timestamp: new Date(atMs).toISOString(),
    properties: data['properties'],
    context: { traits: { email } },
  }));
  return post(target, '/v1/batch', {
    key: target.writeKey,
    type: 'application/json',
    body: JSON.stringify({ batch, writeKey: target.writeKey }),
  });
}
