import {
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestOptions,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Problem } from '@smarketing/service-kit';
import type { Connections } from './connections.ts';
import { passedHeaders } from './passed-headers.ts';
import type { Upstreams } from './upstreams.ts';

const CONNECT_MS = 2_000;
/** Less than the client's own connection may be silent: that no answer came is still told. */
export const ANSWER_MS = 50_000;

export type Incoming = { readonly raw: IncomingMessage; readonly ip: string; readonly signal: AbortSignal };

/**
 * Hands a request on, body and all, as it comes in; resolves with the answer, whose body is still to be read. An instance that
 * cannot be reached is followed by the next, which is safe since nothing was sent; once a connection stands there is no second
 * try, but for a plain read over a kept connection that turns out to be gone.
 * Throws a Problem: 503 where no instance can be reached, 502 where one broke off, 504 where one kept silent.
 */
export async function forward(
  incoming: Incoming,
  upstreams: Upstreams,
  connections: Connections,
  answerMs: number,
): Promise<IncomingMessage> {
  for (const url of upstreams.inTurn()) {
    const outgoing = open(url, incoming, connections);
    try {
      await connected(outgoing);
    } catch {
      outgoing.destroy();
      incoming.signal.throwIfAborted();
      upstreams.avoid(url);
      continue;
    }
    try {
      const answer = await answerOf(outgoing, incoming, answerMs);
      // So says who is about to stop: the next request shall not meet a connection that is just being closed.
      if (answer.headers.connection?.toLowerCase() === 'close') upstreams.avoid(url);
      return answer;
    } catch (error) {
      const isOver = incoming.signal.aborted || (error instanceof Problem && error.status === 504);
      if (!outgoing.reusedSocket || !isPlainRead(incoming.raw) || isOver) throw error;
    }
  }
  throw new Problem(503, 'service-unavailable', 'The service that answers this cannot be reached at the moment.', {
    headers: { 'retry-after': '1' },
  });
}

function open(url: string, { raw, ip, signal }: Incoming, connections: Connections): ClientRequest {
  const target = new URL(url);
  const options: RequestOptions = {
    method: raw.method,
    // As it came in: parsing and printing it again could change what a signature covers.
    path: `${target.pathname === '/' ? '' : target.pathname}${raw.url ?? '/'}`,
    headers: { ...passedHeaders(raw.headers), ...framing(raw), ...forwarded(raw, ip) },
    signal,
  };
  const outgoing =
    target.protocol === 'https:'
      ? httpsRequest(target, { ...options, agent: connections.https })
      : httpRequest(target, { ...options, agent: connections.http });
  // Errors are heard where they matter; one that comes when all is said must not end the process.
  outgoing.on('error', () => undefined);
  return outgoing;
}

/** How long the body is, where it is not said by a content length. */
function framing(raw: IncomingMessage): OutgoingHttpHeaders {
  if (raw.headers['transfer-encoding'] !== undefined) return { 'transfer-encoding': 'chunked' };
  const mayHaveBody = !['GET', 'HEAD', 'OPTIONS', 'DELETE'].includes(raw.method ?? 'GET');
  return mayHaveBody && raw.headers['content-length'] === undefined ? { 'content-length': 0 } : {};
}

function forwarded({ headers }: IncomingMessage, ip: string): OutgoingHttpHeaders {
  const before = headers['x-forwarded-for'];
  return {
    'x-forwarded-for': before === undefined ? ip : `${String(before)}, ${ip}`,
    'x-forwarded-host': headers['x-forwarded-host'] ?? headers.host ?? '',
    'x-forwarded-proto': headers['x-forwarded-proto'] ?? 'http',
  };
}

/** Sends the head as soon as there is a connection; until then nothing has been sent. */
async function connected(outgoing: ClientRequest): Promise<void> {
  const patience = setTimeout(() => outgoing.destroy(new Error('no connection in time')), CONNECT_MS);
  try {
    await new Promise<void>((resolve, reject) => {
      outgoing.once('error', reject);
      outgoing.once('socket', (socket) => {
        if (!socket.connecting) resolve();
        else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => resolve());
      });
      outgoing.flushHeaders();
    });
  } finally {
    clearTimeout(patience);
  }
}

async function answerOf(
  outgoing: ClientRequest,
  { raw, signal }: Incoming,
  answerMs: number,
): Promise<IncomingMessage> {
  const silent = new Problem(504, 'gateway-timeout', 'The service that answers this did not answer in time.');
  const patience = setTimeout(() => outgoing.destroy(silent), answerMs);
  try {
    return await new Promise((resolve, reject) => {
      outgoing.once('response', resolve);
      outgoing.once('error', (error) => {
        raw.unpipe(outgoing);
        // What is still coming in has nowhere to go; left unread it would hold up the next request of this connection.
        raw.resume();
        if (signal.aborted || error === silent) reject(error);
        else reject(new Problem(502, 'bad-gateway', 'The service that answers this broke off; ask again.'));
      });
      if (hasBody(raw)) raw.pipe(outgoing);
      else outgoing.end();
    });
  } finally {
    clearTimeout(patience);
  }
}

/** A request has a body if it says how it is framed (RFC 9112, section 6). */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function isPlainRead(raw: IncomingMessage): boolean {
  return (raw.method === 'GET' || raw.method === 'HEAD') && !hasBody(raw);
}
