import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export type FakeRequest = {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
};

export type FakeAnswer = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** In place of a body: the response itself, for what streams. */
  readonly stream?: (response: ServerResponse) => void;
};

type Answer = (request: FakeRequest) => FakeAnswer | undefined;

/** Listens on loopback like an installation, answers as it is told, and remembers what it was asked. */
export class FakeInstallation {
  readonly requests: FakeRequest[] = [];
  /** Asked first; undefined falls through to an installation that is idle and takes everything. */
  answer: Answer = () => undefined;
  private readonly server = createServer((request, response) => void this.serve(request, response));

  async start(): Promise<void> {
    await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get env(): Record<string, string> {
    return { SMARKETING_URL: this.url, SMARKETING_API_KEY: 'the-api-key', SMARKETING_WRITE_KEY: 'the-write-key' };
  }

  /** The events that were taken by `POST /events`, in order. */
  get events(): Record<string, unknown>[] {
    return this.requests
      .filter(({ path }) => path === '/events')
      .flatMap(({ body }) => body as Record<string, unknown>[]);
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await text(incoming);
    const request: FakeRequest = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
      body: sent === '' ? undefined : (JSON.parse(sent) as unknown),
    };
    this.requests.push(request);
    const { status = 200, headers = {}, body = {}, stream } = this.answer(request) ?? usual(request);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    if (stream) stream(response);
    else response.end(JSON.stringify(body));
  }
}

const NO_MODEL = {
  ...{ state: 'not enough outcomes', words: 'There are not enough outcomes yet: 3 won and 5 lost.', weights: [] },
  ...{ outcomes: { won: 3, lost: 5, sinceModel: 8 }, version: null, trainedAt: null, drift: null, report: null },
  calibrationError: null,
};

function usual({ path, body }: FakeRequest): FakeAnswer {
  switch (path) {
    case '/events':
      return { status: 202, body: { accepted: (body as unknown[]).length } };
    case '/v1/batch':
      return { body: { success: true } };
    case '/api/flow':
      return { body: { idle: true, topics: [] } };
    case '/readyz':
      return { body: { status: 'ready', problems: [] } };
    case '/api/agreements/current':
      return { body: { version: 0, title: 'The default', signed: false } };
    case '/api/dead-letters?status=waiting&limit=500':
      return { body: { items: [], nextCursor: null, unreachable: [] } };
    case '/api/model':
      return { body: NO_MODEL };
    default:
      return { status: 404, body: { title: 'not found', detail: `There is no ${path}.` } };
  }
}
