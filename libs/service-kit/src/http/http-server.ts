import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Server } from 'node:http';
import type { FastifyHttpOptions } from 'fastify';
import { sendProblem, toProblem } from './problem-filter.ts';

/** How long a client may take; ms. */
export type HttpTimes = {
  /** For the head of a request. */
  readonly headersMs: number;
  /** For a whole request, body and all. An answer may take longer: `/api/live` has no end. */
  readonly requestMs: number;
  /** Of a connection on which nothing moves in either direction. */
  readonly silentMs: number;
  /** Of a connection between two requests: longer than load balancers keep theirs, so that they close first. */
  readonly keepAliveMs: number;
  /** How often Node looks whose time is over. */
  readonly checkEveryMs: number;
};

const TIMES: HttpTimes = {
  headersMs: 10_000,
  requestMs: 30_000,
  silentMs: 60_000,
  keepAliveMs: 72_000,
  checkEveryMs: 2_000,
};

const MOST_BODY_BYTES = 4 * 1024 * 1024;
const MOST_HEADER_BYTES = 16 * 1024;
const MOST_PARAMETER_CHARS = 300;

/**
 * The HTTP server of every process: bounded in what it takes, and in how long it waits for it. While `isLeaving`, it still answers, and
 * tells whoever keeps a connection to take another one.
 */
export function httpServer(times: Partial<HttpTimes> = {}, isLeaving: () => boolean = () => false): FastifyAdapter {
  const { headersMs, requestMs, silentMs, keepAliveMs, checkEveryMs } = { ...TIMES, ...times };
  const options: FastifyHttpOptions<Server> = {
    bodyLimit: MOST_BODY_BYTES,
    requestTimeout: requestMs,
    connectionTimeout: silentMs,
    keepAliveTimeout: keepAliveMs,
    forceCloseConnections: 'idle',
    // What comes in between the decision to close and the close itself is served like the rest: a restart is no client's error.
    return503OnClosing: false,
    http: {
      headersTimeout: headersMs,
      connectionsCheckingInterval: checkEveryMs,
      maxHeaderSize: MOST_HEADER_BYTES,
    },
    routerOptions: { maxParamLength: MOST_PARAMETER_CHARS },
    // A malformed URL is refused by Fastify before Nest's filters see it.
    frameworkErrors: (error, request, reply) => sendProblem(reply as never, toProblem(error), request.url),
  };
  const adapter = new FastifyAdapter(options as ConstructorParameters<typeof FastifyAdapter>[0]) as FastifyAdapter;
  adapter.getInstance().addHook('onSend', async ({ raw }, reply) => {
    if (isLeaving()) reply.header('connection', 'close');
    if (raw.complete) return;
    // Closed now, the connection would be reset under a client that is still sending, and the answer with it. What it still
    // sends goes nowhere, for as long as a request may take.
    reply.removeHeader('connection');
    const isRead = raw.listenerCount('data') > 0;
    if (!isRead) raw.resume();
  });
  return adapter;
}
