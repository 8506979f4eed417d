import { eventually } from '@smarketing/testing';

type Json = Record<string, unknown>;

export type Edge = { readonly event: string; readonly from: string; readonly to: string; readonly count: number };
export type Flow = { readonly idle: boolean; readonly edges: readonly Edge[]; readonly topics: readonly unknown[] };

export type Sent = {
  readonly id: string;
  readonly type: string;
  readonly source?: string;
  /** ISO 8601; now where left out. */
  readonly time?: string;
  readonly data: Json;
};

/** The public HTTP interface, as a client sees it. */
export class Api {
  private readonly url: string;
  private readonly apiKey: string;
  private readonly writeKey: string;

  constructor(url: string, apiKey: string, writeKey: string) {
    this.url = url;
    this.apiKey = apiKey;
    this.writeKey = writeKey;
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: Json }> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Json) };
  }

  async get<T = Json>(path: string): Promise<T> {
    const { status, body } = await this.call('GET', path);
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(body)}`);
    return body as T;
  }

  /** What marketing automation does: one event, by the write key. */
  async emit(event: Sent): Promise<void> {
    await this.post(event, this.writeKey);
  }

  /** What the CRM does: one event of the sales side, by the API key. */
  async say(event: Sent): Promise<void> {
    await this.post(event, this.apiKey);
  }

  async put(path: string, body: unknown): Promise<void> {
    const { status, body: answer } = await this.call('PUT', path, body);
    if (status !== 200) throw new Error(`PUT ${path} answered ${status}: ${JSON.stringify(answer)}`);
  }

  async activate(yaml: string): Promise<number> {
    const { status, body } = await this.call('POST', '/api/agreements/activate', { yaml });
    if (status !== 201) throw new Error(`activating answered ${status}: ${JSON.stringify(body)}`);
    return body['version'] as number;
  }

  /** The one lead of an address. */
  async lead(email: string): Promise<Json & { id: string }> {
    const { items } = await this.get<{ items: (Json & { id: string })[] }>(
      `/api/leads?email=${encodeURIComponent(email)}`,
    );
    if (items.length !== 1) throw new Error(`${items.length} leads have the address ${email}`);
    return items[0]!;
  }

  flow(): Promise<Flow> {
    return this.get<Flow>('/api/flow');
  }

  /** Waits until nothing is under way any more. */
  async idle(): Promise<void> {
    await eventually(
      async () => {
        const flow = await this.flow();
        if (!flow.idle) throw new Error(`still under way: ${JSON.stringify(flow.topics)}`);
      },
      { withinMs: 60_000, everyMs: 50 },
    );
  }

  private async post(event: Sent, key: string): Promise<void> {
    const { status, body } = await this.call(
      'POST',
      '/events',
      JSON.stringify({ specversion: '1.0', source: 'e2e', ...event }),
      { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents+json' },
    );
    if (status !== 202) throw new Error(`the event ${event.id} was answered ${status}: ${JSON.stringify(body)}`);
  }
}
