import type { ServerResponse } from 'node:http';
import type { CloudEvent } from '@smarketing/contracts';

const HEARTBEAT_MS = 15_000;
/** What may wait for a client that reads slowly: then it is cut off, and comes back when it can. */
const MOST_WAITING_BYTES = 1024 * 1024;

/** One client of the live stream: server-sent events over a raw response. */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #mostWaitingBytes: number;

  constructor(response: ServerResponse, { heartbeatMs = HEARTBEAT_MS, mostWaitingBytes = MOST_WAITING_BYTES } = {}) {
    this.#response = response;
    this.#mostWaitingBytes = mostWaitingBytes;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Proxies of nginx's kind would hold events back to fill a buffer.
      'x-accel-buffering': 'no',
    });
    this.#write(': what happens from now on\n\n');
    this.#heartbeat = setInterval(() => this.#write(': still here\n\n'), heartbeatMs);
    this.#heartbeat.unref();
    if (response.destroyed) clearInterval(this.#heartbeat);
    else response.once('close', () => clearInterval(this.#heartbeat));
  }

  send(event: CloudEvent): void {
    this.#write(`id: ${oneLine(event.id)}\nevent: ${oneLine(event.type)}\ndata: ${JSON.stringify(event)}\n\n`);
  }

  end(): void {
    clearInterval(this.#heartbeat);
    this.#response.end();
  }

  #write(text: string): void {
    const response = this.#response;
    if (response.destroyed || response.writableEnded) return;
    response.write(text);
    if (response.writableLength > this.#mostWaitingBytes) response.destroy();
  }
}

/** A line break would begin another field. */
const oneLine = (text: string): string => text.replaceAll(/[\r\n\0]/g, ' ');
