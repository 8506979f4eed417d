import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Settings, sendProblem, toProblem, type Config } from '@smarketing/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Connections } from './connections.ts';
import { ANSWER_MS, forward } from './forward.ts';
import { gatewayRoutes } from './gateway-routes.ts';
import { passedHeaders } from './passed-headers.ts';
import { Upstreams } from './upstreams.ts';

/** Where services have processes of their own, their routes are answered here by asking them: users see one origin. */
export function configureGateway(app: NestFastifyApplication): void {
  registerGateway(app.getHttpAdapter().getInstance(), app.get(Settings).values);
}

/** `answerMs`: how long a service may take to begin its answer, in milliseconds. */
export function registerGateway(fastify: FastifyInstance, config: Config, answerMs = ANSWER_MS): void {
  const routes = gatewayRoutes(config);
  if (routes.length === 0) return;
  const connections = new Connections();
  const balanced = new Map<readonly string[], Upstreams>();
  void fastify.register(async (scope) => {
    // Bodies go through unread: their parsers, limits and signatures are the owner's business.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.addHook('onClose', async () => connections.close());
    for (const { path, upstreams } of routes) {
      const instances = balanced.get(upstreams) ?? new Upstreams(upstreams);
      balanced.set(upstreams, instances);
      scope.all(path, (request, reply) => handOn(request, reply, instances, connections, answerMs));
    }
  });
}

async function handOn(
  request: FastifyRequest,
  reply: FastifyReply,
  upstreams: Upstreams,
  connections: Connections,
  answerMs: number,
): Promise<unknown> {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  try {
    const incoming = { raw: request.raw, ip: request.ip, signal: gone.signal };
    const answer = await forward(incoming, upstreams, connections, answerMs);
    reply.headers(passedHeaders(answer.headers)).status(answer.statusCode ?? 502);
    return reply.send(answer);
  } catch (error) {
    if (gone.signal.aborted) return reply.hijack();
    sendProblem(reply, toProblem(error), request.url);
    return reply;
  }
}
